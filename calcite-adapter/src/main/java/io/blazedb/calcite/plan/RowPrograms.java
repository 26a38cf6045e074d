/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.OperatorBuilder;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.RowProgram;
import io.blazedb.calcite.parser.statement.ModifyNode;
import io.blazedb.calcite.plan.Frontend.Converted;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.BlazeWorkTable;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/**
 * Compiles expressions over rows of some tables that a statement gets by other means than reading them.
 *
 * <pre>
 * Project(expressions)              Project(expressions)
 *   Join(tables, as in FROM)   to     the rows given
 * </pre>
 */
final class RowPrograms {
    private static final String ROWS = "rows";

    private RowPrograms() {}

    /**
     * A compiled program.
     *
     * @param types types of its values
     */
    record Compiled(Converted converted, RowProgram program, List<SqlType> types) {}

    /**
     * RETURNING.
     *
     * @param columns columns of its rows; none without RETURNING
     * @param program null without RETURNING
     */
    record Returning(List<ResultColumn> columns, @Nullable RowProgram program) {}

    /** Compiles expressions over rows that have the columns of all tables in FROM. */
    static Compiled compile(Frontend frontend, List<SqlNode> expressions, SqlNode from) {
        Converted converted = frontend.convert(SourceQueries.select(expressions, SourceQueries.copy(from), null));
        RelNode rel = converted.rel();
        RelNode given;
        if (rel instanceof Project project) {
            requirePlain(project);
            RelNode rows = new BlazeWorkTable(
                    frontend.cluster(), ROWS, project.getInput().getRowType());
            given = LogicalProject.create(
                    rows,
                    List.of(),
                    project.getProjects(),
                    project.getRowType().getFieldNames(),
                    project.getVariablesSet());
        } else {
            requireNoAggregate(rel);
            given = new BlazeWorkTable(frontend.cluster(), ROWS, rel.getRowType());
        }
        BlazeRel plan = frontend.plan(given);
        OperatorBuilder builder = new OperatorBuilder();
        Operator operator = builder.build(plan);
        return new Compiled(converted, new RowProgram(operator, builder.workTable(ROWS)), types(plan));
    }

    /** Compiles a condition over rows that have the columns of all tables in FROM. */
    static RowProgram condition(Frontend frontend, SqlNode condition, SqlNode from) {
        Compiled compiled = compile(frontend, List.of(condition), from);
        SqlType.Name type = compiled.types().get(0).name();
        if (type != SqlType.Name.BOOLEAN && type != SqlType.Name.NULL) {
            throw new BlazeSqlException(SqlErrorCode.DATATYPE_MISMATCH, "the condition must be of type BOOLEAN");
        }
        return compiled.program();
    }

    /** Compiles the items of RETURNING over rows of the tables in FROM. */
    static Returning returning(
            ModifyNode statement, WriteTarget target, Frontend frontend, SqlNode from, PlanningContext context) {
        if (statement.returning() == null) {
            return new Returning(List.of(), null);
        }
        SqlNodeList items = target.shown(statement.returning());
        Labels labels = Labels.of(SourceQueries.select(items, from, null));
        Compiled compiled = compile(frontend, items, from);
        return new Returning(QueryCompiler.columns(compiled.converted(), labels, context), compiled.program());
    }

    /** All columns of the tables in FROM, then the expressions. */
    static RelNode withInput(Converted converted) {
        if (!(converted.rel() instanceof Project project)) {
            throw new BlazeSqlException(
                    SqlErrorCode.GROUPING_ERROR, "aggregate functions are not allowed in this place");
        }
        requirePlain(project);
        RelNode input = project.getInput();
        List<RexNode> expressions = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (RelDataTypeField field : input.getRowType().getFieldList()) {
            expressions.add(RexInputRef.of(field.getIndex(), input.getRowType()));
        }
        expressions.addAll(project.getProjects());
        for (int i = 0; i < expressions.size(); i++) {
            names.add("(" + i + ")");
        }
        return LogicalProject.create(input, List.of(), expressions, names, project.getVariablesSet());
    }

    static List<SqlType> types(RelNode plan) {
        List<SqlType> types = new ArrayList<>();
        for (RelDataTypeField field : plan.getRowType().getFieldList()) {
            types.add(BlazeTypes.fromRel(field.getType()));
        }
        return types;
    }

    private static void requirePlain(Project project) {
        requireNoAggregate(project.getInput());
        if (project.containsOver()) {
            throw new BlazeSqlException(SqlErrorCode.WINDOWING_ERROR, "window functions are not allowed in this place");
        }
    }

    private static void requireNoAggregate(RelNode rel) {
        if (rel instanceof Aggregate) {
            throw new BlazeSqlException(
                    SqlErrorCode.GROUPING_ERROR, "aggregate functions are not allowed in this place");
        }
    }
}
