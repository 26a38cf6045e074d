/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.ExpressionCompiler;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.statement.ModifyNode;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Plans statements.
 *
 * <pre>
 * tree → names and types → relational algebra → conditions down → join order → physical nodes → operators
 *        Frontend                               LogicalOptimizer  JoinOrder    PhysicalPlanner  OperatorBuilder
 * </pre>
 *
 * <p>Threading: safe for any number of threads.
 */
public final class BlazePlanner {
    private BlazePlanner() {}

    /**
     * Plans a query, VALUES, WITH, a set operation, INSERT, UPDATE, DELETE, MERGE, or EXPLAIN of one of them.
     *
     * @throws BlazeSqlException 42xxx for what cannot be resolved or typed, 0A000 for what cannot be run, 54001 for what is too deep
     */
    public static CompiledQuery compile(SqlNode statement, PlanningContext context) {
        try {
            return planned(statement, context);
        } catch (BlazeSqlException failure) {
            throw Suggestions.with(failure, statement, context);
        }
    }

    private static CompiledQuery planned(SqlNode statement, PlanningContext context) {
        return PlanErrors.guarded(() -> {
            if (statement instanceof SqlExplain explain) {
                return QueryCompiler.explained(compile(explain.getExplicandum(), context));
            }
            SqlWith with = WithModifications.of(statement);
            if (with != null) {
                return WithModifications.compile(statement, with, context);
            }
            if (statement instanceof ModifyNode modification) {
                return ModificationCompiler.compile(modification, context);
            }
            if (statement.isA(SqlKind.QUERY)) {
                return QueryCompiler.compile(statement, context);
            }
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "statements of kind " + statement.getKind() + " are not supported");
        });
    }

    /** Compiles a condition over one row of a table, such as a CHECK. */
    public static RowPredicate predicate(TableDefinition table, String conditionSql, PlanningContext context) {
        return PlanErrors.guarded(() -> predicate(table, BlazeParser.parseExpression(conditionSql), context));
    }

    /** As above, for a condition that was parsed. */
    static RowPredicate predicate(TableDefinition table, SqlNode condition, PlanningContext context) {
        return PlanErrors.guarded(() -> {
            RexNode node = expression(table, condition, context);
            SqlTypeName type = node.getType().getSqlTypeName();
            if (type != SqlTypeName.BOOLEAN && type != SqlTypeName.NULL) {
                throw new BlazeSqlException(SqlErrorCode.DATATYPE_MISMATCH, "the condition must be of type BOOLEAN");
            }
            Expression expression = ExpressionCompiler.withoutSubQueries().compile(node);
            return (row, statement) -> (Boolean) expression.evaluate(row, new Evaluation(statement));
        });
    }

    /**
     * Compiles a condition that decides which rows of a table or view are let out.
     *
     * @throws BlazeSqlException 0A000 if a row could change sides without being changed
     */
    public static RowPredicate publishedRows(TableDefinition relation, String conditionSql, PlanningContext context) {
        return PlanErrors.guarded(
                () -> publishedRows(PublishedView.rows(relation), BlazeParser.parseExpression(conditionSql), context));
    }

    static RowPredicate publishedRows(TableDefinition table, SqlNode condition, PlanningContext context) {
        return PlanErrors.guarded(() -> {
            String changing = Immutability.changingByItself(expression(table, condition, context));
            if (changing != null) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        changing + " is not supported in what decides which rows are published: a row would leave or"
                                + " enter without being changed");
            }
            return predicate(table, condition, context);
        });
    }

    /** Refuses what cannot be the condition of a policy of a table: 42xxx if it names what is not there or is no condition. */
    public static void checkPolicy(TableDefinition table, String conditionSql, PlanningContext context) {
        PlanErrors.guarded(() -> {
            return new Frontend(context)
                    .rowCondition(new ResolvedTable(context.currentDatabase(), table), conditionSql);
        });
    }

    /** Compiles an expression over one row of a table; its value is that of the expression, not yet assigned to the type wanted. */
    public static ScalarExpression scalar(TableDefinition table, String expressionSql, PlanningContext context) {
        return PlanErrors.guarded(() -> {
            RexNode node = expression(table, BlazeParser.parseExpression(expressionSql), context);
            Expression expression = ExpressionCompiler.withoutSubQueries().compile(node);
            return new Scalar(BlazeTypes.fromRel(node.getType()), expression);
        });
    }

    /**
     * Fails unless rows can be written through a view.
     *
     * @throws BlazeSqlException 0A000 if they cannot
     */
    public static void requireUpdatable(TableDefinition view, String database, PlanningContext context) {
        try {
            PlanErrors.guarded(() -> UpdatableView.of(new ResolvedTable(database, view), context));
        } catch (BlazeSqlException reason) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "WITH CHECK OPTION is supported only on views that can be written to: " + reason.getMessage(),
                    reason);
        }
    }

    /** What is known of an expression over one row of a table, which has no sub-queries. */
    public static RowExpression describe(TableDefinition table, String expressionSql, PlanningContext context) {
        return PlanErrors.guarded(() -> {
            RexNode node = expression(table, BlazeParser.parseExpression(expressionSql), context);
            ExpressionCompiler.withoutSubQueries().compile(node);
            Set<Integer> columns =
                    new TreeSet<>(RelOptUtil.InputFinder.bits(node).asList());
            return new RowExpression(BlazeTypes.fromRel(node.getType()), columns, Immutability.isImmutable(node));
        });
    }

    /** An expression over a row of the table. */
    private static RexNode expression(TableDefinition table, SqlNode expression, PlanningContext context) {
        ResolvedTable resolved = new ResolvedTable(context.currentDatabase(), table);
        return Frontend.rowExpressions(resolved, List.of(expression), context).get(0);
    }

    private record Scalar(SqlType type, Expression expression) implements ScalarExpression {
        @Override
        public @Nullable Object evaluate(@Nullable Object[] row, ExpressionContext context) {
            return expression.evaluate(row, new Evaluation(context));
        }
    }
}
