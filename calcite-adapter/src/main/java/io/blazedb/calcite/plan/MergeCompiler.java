/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.operator.MergeOperator;
import io.blazedb.calcite.exec.operator.NewRows;
import io.blazedb.calcite.exec.operator.RowProgram;
import io.blazedb.calcite.parser.statement.MergeNode;
import io.blazedb.calcite.plan.rel.BlazeRel;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Compiles MERGE: a join of the source with the target is planned like any query, and what the clauses compute is compiled over its rows.
 */
final class MergeCompiler {
    private static final SqlParserPos NOWHERE = SqlParserPos.ZERO;

    private final PlanningContext context;
    private final Frontend frontend;
    private final MergeNode merge;
    private final WriteTarget target;
    private final WriteAccess access;

    MergeCompiler(MergeNode merge, PlanningContext context) {
        this.context = context;
        this.frontend = new Frontend(context);
        this.merge = merge;
        this.target = WriteTarget.of(merge, context);
        this.access = WriteAccess.of(target, frontend, context);
    }

    CompiledQuery compile() {
        boolean inserts = merge.clauses().stream().anyMatch(clause -> !clause.matched());
        SqlNode joined = SourceQueries.join(
                SourceQueries.copy(merge.source()),
                inserts ? JoinType.LEFT : JoinType.INNER,
                target.keyed(frontend, Command.SELECT),
                target.restricted(merge.condition()));
        SqlNode nothing = SqlLiteral.createBoolean(true, NOWHERE);
        RelNode rel = RowPrograms.withInput(frontend.convert(SourceQueries.select(List.of(nothing), joined, null)));
        BlazeRel plan = frontend.plan(rel);
        int width =
                rel.getRowType().getFieldCount() - 2 - target.table().columns().size();
        List<MergeOperator.Clause> clauses = new ArrayList<>();
        for (MergeNode.When clause : merge.clauses()) {
            clauses.add(clause(clause));
        }
        RowPrograms.Returning returning = RowPrograms.returning(merge, target, frontend, both(), context);
        return ModificationCompiler.compiled(
                "BlazeMerge into ",
                "",
                target,
                frontend,
                plan,
                returning,
                new MergeOperator(
                        target.written(),
                        new OperatorBuilder().build(plan),
                        width,
                        clauses,
                        access.ofMerge(merge.returning() != null),
                        returning.program()));
    }

    /** {@code source, target}. */
    private SqlNode both() {
        return SourceQueries.join(merge.source(), JoinType.COMMA, target.named(frontend), null);
    }

    /** {@code source} and a column that has no name a user can write. */
    private SqlNode sourceAlone() {
        SqlNode nothing = SqlStdOperatorTable.AS.createCall(
                NOWHERE,
                SourceQueries.row(List.of(SqlLiteral.createNull(NOWHERE))),
                new SqlIdentifier("(none)", NOWHERE),
                new SqlIdentifier("(none)", NOWHERE));
        return SourceQueries.join(merge.source(), JoinType.COMMA, nothing, null);
    }

    private MergeOperator.Clause clause(MergeNode.When clause) {
        SqlNode from = clause.matched() ? both() : sourceAlone();
        SqlNode further = clause.condition();
        RowProgram condition = further == null ? null : RowPrograms.condition(frontend, further, from);
        return new MergeOperator.Clause(clause.matched(), condition, action(clause, from));
    }

    private MergeOperator.Action action(MergeNode.When clause, SqlNode from) {
        boolean fits = switch (clause.action()) {
            case UPDATE, DELETE -> clause.matched();
            case INSERT -> !clause.matched();
            case NOTHING -> true;
        };
        if (!fits) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR,
                    clause.action() + " cannot follow WHEN " + (clause.matched() ? "" : "NOT ") + "MATCHED");
        }
        return switch (clause.action()) {
            case NOTHING -> new MergeOperator.Action.Nothing();
            case DELETE -> {
                access.require(RightKind.DELETE);
                yield new MergeOperator.Action.Delete();
            }
            case UPDATE -> {
                SetClause set = SetClause.of(clause.assignments(), target, frontend);
                access.require(RightKind.UPDATE, set.columns());
                RowPrograms.Compiled values = RowPrograms.compile(frontend, set.expressions(), from);
                yield new MergeOperator.Action.Update(values.program(), set.assignments(values.types()));
            }
            case INSERT -> insert(clause, from);
        };
    }

    private MergeOperator.Action insert(MergeNode.When clause, SqlNode from) {
        boolean defaults = clause.values().isEmpty();
        List<Integer> columns = defaults ? List.of() : InsertCompiler.columns(clause.columns(), target);
        access.require(RightKind.INSERT, InsertCompiler.columns(defaults ? null : clause.columns(), target));
        List<SqlNode> values = defaults
                ? List.of(SqlLiteral.createBoolean(true, NOWHERE))
                : InsertCompiler.row(clause.values(), columns, target, frontend);
        RowPrograms.Compiled compiled = RowPrograms.compile(frontend, values, from);
        NewRows rows = InsertCompiler.newRows(
                target, columns.subList(0, defaults ? 0 : values.size()), compiled.types(), context);
        return new MergeOperator.Action.Insert(compiled.program(), rows);
    }
}
