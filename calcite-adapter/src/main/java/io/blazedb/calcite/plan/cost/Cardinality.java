/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.cost;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.schema.BlazeTable;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Estimates of row counts and selectivities from table sizes and keys alone. */
public final class Cardinality {
    private static final double EQUALITY = 0.05;
    private static final double RANGE = 0.3;
    private static final double OTHER = 0.25;
    private static final double GROUPS = 0.2;

    private Cardinality() {}

    /** Roughly how many rows a node gives; at least 1 except for empty VALUES. */
    public static double rows(RelNode rel) {
        if (rel instanceof BlazeRel blaze) {
            return Math.max(1, blaze.rows());
        }
        if (rel instanceof TableScan scan) {
            BlazeTable table = scan.getTable().unwrap(BlazeTable.class);
            return table == null ? 100 : Math.max(1, table.estimatedRows());
        }
        if (rel instanceof Filter filter) {
            return Math.max(1, rows(filter.getInput()) * selectivity(filter.getCondition(), filter.getInput()));
        }
        if (rel instanceof Project project) {
            return rows(project.getInput());
        }
        if (rel instanceof Join join) {
            return join(join);
        }
        if (rel instanceof Aggregate aggregate) {
            double input = rows(aggregate.getInput());
            return aggregate.getGroupCount() == 0 ? 1 : Math.max(1, input * GROUPS);
        }
        if (rel instanceof Sort sort) {
            double input = rows(sort.getInput());
            return sort.fetch instanceof RexLiteral fetch && fetch.getValue() != null
                    ? Math.min(input, Math.max(1, RexLiteral.intValue(fetch)))
                    : input;
        }
        if (rel instanceof SetOp) {
            return rel.getInputs().stream().mapToDouble(Cardinality::rows).sum();
        }
        if (rel instanceof Values values) {
            return values.getTuples().size();
        }
        if (rel instanceof Correlate correlate) {
            return rows(correlate.getLeft()) * Math.max(1, rows(correlate.getRight()));
        }
        return rel.getInputs().isEmpty() ? 100 : rows(rel.getInput(0));
    }

    private static double join(Join join) {
        double left = rows(join.getLeft());
        double right = rows(join.getRight());
        double matched = left * right;
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            matched *= joinSelectivity(conjunct, join.getLeft(), join.getRight(), leftWidth);
        }
        return Math.max(
                1,
                switch (join.getJoinType()) {
                    case LEFT -> Math.max(matched, left);
                    case RIGHT -> Math.max(matched, right);
                    case FULL -> Math.max(matched, left + right);
                    case SEMI, ANTI -> left / 2;
                    default -> matched;
                });
    }

    /** Share of the pairs that meet a join's conjunct. */
    private static double joinSelectivity(RexNode conjunct, RelNode left, RelNode right, int leftWidth) {
        if (conjunct instanceof RexCall call
                && call.getOperator().getKind() == org.apache.calcite.sql.SqlKind.EQUALS
                && call.getOperands().get(0) instanceof RexInputRef a
                && call.getOperands().get(1) instanceof RexInputRef b
                && (a.getIndex() < leftWidth) != (b.getIndex() < leftWidth)) {
            int l = Math.min(a.getIndex(), b.getIndex());
            int r = Math.max(a.getIndex(), b.getIndex()) - leftWidth;
            return 1 / Math.max(1, Math.max(distinct(left, l), distinct(right, r)));
        }
        return selectivity(conjunct, null);
    }

    /** Roughly how many different values a column has. */
    public static double distinct(RelNode rel, int column) {
        double rows = rows(rel);
        Origin origin = origin(rel, column);
        if (origin == null) {
            return Math.max(1, rows * 0.5);
        }
        double table = Math.max(1, origin.table().estimatedRows());
        return Math.min(rows, distinct(origin.table().definition(), origin.column(), table));
    }

    private static double distinct(TableDefinition table, int column, double rows) {
        List<Integer> key = table.primaryKey();
        if (key.size() == 1 && key.get(0) == column) {
            return rows;
        }
        double best = Math.max(1, rows * 0.1);
        for (IndexDefinition index : table.indexes()) {
            if (index.columns().get(0).column() == column) {
                best = Math.max(best, index.unique() && index.columns().size() == 1 ? rows : rows * 0.2);
            }
        }
        return best;
    }

    private record Origin(BlazeTable table, int column) {}

    /** The table column that a column comes from unchanged. */
    private static @Nullable Origin origin(RelNode rel, int column) {
        if (rel instanceof TableScan scan) {
            BlazeTable table = scan.getTable().unwrap(BlazeTable.class);
            return table == null ? null : new Origin(table, column);
        }
        if (rel instanceof Filter || rel instanceof Sort) {
            return origin(rel.getInput(0), column);
        }
        if (rel instanceof Project project) {
            return project.getProjects().get(column) instanceof RexInputRef ref
                    ? origin(project.getInput(), ref.getIndex())
                    : null;
        }
        if (rel instanceof Join join) {
            int width = join.getLeft().getRowType().getFieldCount();
            return column < width ? origin(join.getLeft(), column) : origin(join.getRight(), column - width);
        }
        return null;
    }

    /** Share of the rows that meet a condition. */
    public static double selectivity(RexNode condition, @Nullable RelNode input) {
        double share = 1;
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            share *= conjunct(conjunct, input);
        }
        return share;
    }

    private static double conjunct(RexNode node, @Nullable RelNode input) {
        if (!(node instanceof RexCall call)) {
            return node.isAlwaysFalse() ? 0 : node.isAlwaysTrue() ? 1 : 0.5;
        }
        return switch (call.getKind()) {
            case EQUALS, IS_NOT_DISTINCT_FROM -> {
                if (input != null && call.getOperands().get(0) instanceof RexInputRef ref) {
                    yield Math.min(1, 1 / distinct(input, ref.getIndex()));
                }
                yield EQUALITY;
            }
            case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> RANGE;
            case SEARCH -> OTHER;
            case IS_NULL -> EQUALITY;
            case IS_NOT_NULL, NOT_EQUALS -> 0.9;
            case OR -> {
                double none = 1;
                for (RexNode operand : call.getOperands()) {
                    none *= 1 - Math.min(1, selectivity(operand, input));
                }
                yield 1 - none;
            }
            case NOT -> 1 - Math.min(0.95, selectivity(call.getOperands().get(0), input));
            default -> OTHER;
        };
    }
}
