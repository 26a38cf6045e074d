/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.operator.ColumnAssignments;
import io.blazedb.calcite.exec.operator.ModifyOperators;
import io.blazedb.calcite.exec.operator.ModifyOperators.Modification;
import io.blazedb.calcite.parser.statement.DeleteNode;
import io.blazedb.calcite.parser.statement.InsertNode;
import io.blazedb.calcite.parser.statement.MergeNode;
import io.blazedb.calcite.parser.statement.ModifyNode;
import io.blazedb.calcite.parser.statement.UpdateNode;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.types.SqlType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * Compiles UPDATE and DELETE: the query that reads what to write is planned like any other, the operator on top of it writes. Leaves
 * INSERT and MERGE to {@link InsertCompiler} and {@link MergeCompiler}.
 */
final class ModificationCompiler {
    private final PlanningContext context;
    private final Frontend frontend;

    private ModificationCompiler(PlanningContext context) {
        this.context = context;
        this.frontend = new Frontend(context);
    }

    static CompiledQuery compile(ModifyNode statement, PlanningContext context) {
        if (statement instanceof InsertNode insert) {
            return new InsertCompiler(insert, context).compile();
        }
        if (statement instanceof UpdateNode update) {
            return new ModificationCompiler(context).update(update);
        }
        if (statement instanceof DeleteNode delete) {
            return new ModificationCompiler(context).delete(delete);
        }
        return new MergeCompiler((MergeNode) statement, context).compile();
    }

    private CompiledQuery update(UpdateNode update) {
        WriteTarget target = WriteTarget.of(update, context);
        SetClause set = SetClause.of(update.assignments(), target, frontend);
        boolean reads = update.where() != null
                || update.from() != null
                || update.returning() != null
                || !set.expressions().stream().allMatch(ModificationCompiler::isGiven);
        WriteAccess access = WriteAccess.of(target, frontend, context).require(RightKind.UPDATE, set.columns());
        Source source = source(target, update.from(), set.expressions(), update.where(), Command.UPDATE, reads);
        ColumnAssignments assignments = set.assignments(source.types());
        RowPrograms.Returning returning =
                RowPrograms.returning(update, target, frontend, tables(target.named(frontend), update.from()), context);
        return compiled(
                "BlazeUpdate ",
                "",
                target,
                frontend,
                source.plan(),
                returning,
                ModifyOperators.update(
                        target.written(),
                        new OperatorBuilder().build(source.plan()),
                        source.width(),
                        assignments,
                        access.ofUpdate(reads),
                        returning.program()));
    }

    private CompiledQuery delete(DeleteNode delete) {
        WriteTarget target = WriteTarget.of(delete, context);
        SqlNode nothing = SqlLiteral.createBoolean(true, SqlParserPos.ZERO);
        WriteAccess.of(target, frontend, context).require(RightKind.DELETE);
        boolean reads = delete.where() != null || delete.using() != null || delete.returning() != null;
        Source source = source(target, delete.using(), List.of(nothing), delete.where(), Command.DELETE, reads);
        RowPrograms.Returning returning = RowPrograms.returning(
                delete, target, frontend, tables(target.named(frontend), delete.using()), context);
        return compiled(
                "BlazeDelete from ",
                "",
                target,
                frontend,
                source.plan(),
                returning,
                ModifyOperators.delete(
                        target.written(),
                        new OperatorBuilder().build(source.plan()),
                        source.width(),
                        returning.program()));
    }

    /**
     * What a statement reads: rows of its table with their key, of its other tables, then expressions.
     *
     * @param width number of columns before the expressions
     * @param types types of the expressions
     */
    private record Source(BlazeRel plan, int width, List<SqlType> types) {}

    /** Whether a value is given by the statement, whatever the row holds. */
    private static boolean isGiven(SqlNode value) {
        return value instanceof SqlLiteral || value instanceof SqlDynamicParam;
    }

    private Source source(
            WriteTarget target,
            @Nullable SqlNode others,
            List<SqlNode> expressions,
            @Nullable SqlNode where,
            Command command,
            boolean reads) {
        SqlNode keyed = reads ? target.keyed(frontend, command, Command.SELECT) : target.keyed(frontend, command);
        SqlNode from = tables(keyed, others == null ? null : SourceQueries.copy(others));
        RelNode rel = RowPrograms.withInput(
                frontend.convert(SourceQueries.select(expressions, from, target.restricted(where))));
        BlazeRel plan = frontend.plan(rel);
        List<SqlType> types = RowPrograms.types(plan);
        int width = types.size() - expressions.size();
        return new Source(plan, width, types.subList(width, types.size()));
    }

    private static SqlNode tables(SqlNode target, @Nullable SqlNode others) {
        return others == null ? target : SourceQueries.before(target, others);
    }

    /**
     * Completes a statement.
     *
     * @param what the statement for EXPLAIN, before the name of its table
     * @param how more of it, after the name
     */
    static CompiledQuery compiled(
            String what,
            String how,
            WriteTarget target,
            Frontend frontend,
            BlazeRel plan,
            RowPrograms.Returning returning,
            Modification modification) {
        TableDefinition table = target.table();
        String name = target.resolved().database() + "." + table.schema() + "." + table.name();
        Set<ResolvedTable> tables = new LinkedHashSet<>(frontend.tables());
        tables.add(target.resolved());
        String returned = returning.program() == null ? "" : " returning";
        return new CompiledModification(
                returning.columns(),
                QueryCompiler.parameters(frontend),
                List.copyOf(tables),
                target.resolved(),
                ReadTables.of(plan),
                Explain.text(what + name + how + returned, plan),
                modification);
    }
}
