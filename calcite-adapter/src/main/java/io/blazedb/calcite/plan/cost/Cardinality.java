/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.cost;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.schema.BlazeTable;
import java.math.BigDecimal;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Estimates of row counts and selectivities: from the statistics of tables that were analyzed, from the sizes and keys of others.
 */
public final class Cardinality {
    private static final double EQUALITY = 0.05;
    /** Different values of a computed column: as PostgreSQL assumes. More would make a join with few rows seem to leave next to nothing. */
    private static final double DISTINCT_UNKNOWN = 200;

    private static final double RANGE = 0.3;
    private static final double OTHER = 0.25;
    private static final double GROUPS = 0.2;
    /** A table that was never analyzed counts as this large when it is read as a whole: one that is small now may not stay so. */
    private static final double READ_ROWS_MIN = 1_000;

    private Cardinality() {}

    /** Roughly how many rows a node gives; at least 1 except for empty VALUES. */
    public static double rows(RelNode rel) {
        if (rel instanceof BlazeRel blaze) {
            return Math.max(1, blaze.rows());
        }
        IdentityHashMap<RelNode, Double> known = PlanMetadata.rowsOf(rel);
        if (known == null) {
            return estimate(rel);
        }
        Double kept = known.get(rel);
        if (kept == null) {
            kept = estimate(rel);
            known.put(rel, kept);
        }
        return kept;
    }

    private static double estimate(RelNode rel) {
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
            return aggregate.getGroupCount() == 0 ? 1 : groups(aggregate);
        }
        if (rel instanceof Sort sort) {
            double input = rows(sort.getInput());
            return sort.fetch == null ? input : Math.min(input, Math.max(1, rowsOf(sort.fetch, input)));
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

    /** A number of rows in LIMIT or OFFSET, which may be more than an int holds; the given one if it is not known. */
    public static double rowsOf(RexNode count, double unknown) {
        BigDecimal known = count instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        return known == null ? unknown : known.doubleValue();
    }

    /** What reading a table as a whole costs. */
    public static double readCost(BlazeTable table) {
        double rows = Math.max(1, table.estimatedRows());
        return table.statistics() == null ? Math.max(rows, READ_ROWS_MIN) : rows;
    }

    private static double groups(Aggregate aggregate) {
        double input = rows(aggregate.getInput());
        double groups = 1;
        for (int column : aggregate.getGroupSet()) {
            AnalyzedColumn known = analyzed(aggregate.getInput(), column);
            if (known == null) {
                return Math.max(1, input * GROUPS);
            }
            groups *= known.distinct();
        }
        return Math.max(1, Math.min(input, groups));
    }

    private static @Nullable AnalyzedColumn analyzed(@Nullable RelNode rel, int column) {
        Origin origin = rel == null ? null : origin(rel, column);
        return origin == null ? null : AnalyzedColumn.of(origin.table(), origin.column());
    }

    /** Share of a table's rows in which a column equals one of the values. */
    public static double equalShare(RelNode scan, int column, List<RexNode> values) {
        AnalyzedColumn known = analyzed(scan, column);
        if (known == null) {
            return Math.min(1, values.size() / distinct(scan, column));
        }
        return Math.min(1, values.stream().mapToDouble(known::equalShare).sum());
    }

    /** Share of a table's rows in which a column is NULL. */
    public static double nullShare(RelNode scan, int column) {
        AnalyzedColumn known = analyzed(scan, column);
        return known == null ? Math.min(1, 1 / distinct(scan, column)) : known.nullShare();
    }

    /** Share of a table's rows in which a column lies between two values, null for no limit; {@code otherwise} if that is not known. */
    public static double rangeShare(
            RelNode scan,
            int column,
            @Nullable RexNode lower,
            boolean lowerInclusive,
            @Nullable RexNode upper,
            boolean upperInclusive,
            double otherwise) {
        AnalyzedColumn known = analyzed(scan, column);
        double share = known == null ? -1 : known.rangeShare(lower, lowerInclusive, upper, upperInclusive);
        return share < 0 ? otherwise : share;
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
                && call.getOperator().getKind() == SqlKind.EQUALS
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
            return Math.max(1, Math.min(rows * 0.5, DISTINCT_UNKNOWN));
        }
        AnalyzedColumn known = AnalyzedColumn.of(origin.table(), origin.column());
        if (known != null) {
            return Math.min(rows, known.distinct());
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
            if (index.isPlain() && index.columns().get(0).column() == column) {
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
            return table == null || column >= scan.getRowType().getFieldCount() ? null : new Origin(table, column);
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
        Map<Integer, Between> ranges = new LinkedHashMap<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            if (!addLimit(conjunct, input, ranges)) {
                share *= conjunct(conjunct, input);
            }
        }
        for (Between range : ranges.values()) {
            share *= range.share();
        }
        return share;
    }

    /** The limits of one analyzed column, which are no more independent than the two ends of BETWEEN. */
    private static final class Between {
        private final AnalyzedColumn column;
        private @Nullable RexNode lower;
        private @Nullable RexNode upper;
        private boolean lowerInclusive;
        private boolean upperInclusive;

        Between(AnalyzedColumn column) {
            this.column = column;
        }

        double share() {
            double share = column.rangeShare(lower, lowerInclusive, upper, upperInclusive);
            return share < 0 ? RANGE : share;
        }
    }

    /** Takes a comparison of an analyzed column with a constant; false if it is another condition. */
    private static boolean addLimit(RexNode node, @Nullable RelNode input, Map<Integer, Between> ranges) {
        boolean limits = switch (node.getKind()) {
            case LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> true;
            default -> false;
        };
        if (!limits || input == null) {
            return false;
        }
        List<RexNode> operands = ((RexCall) node).getOperands();
        boolean straight = operands.get(0) instanceof RexInputRef;
        RexNode value = operands.get(straight ? 1 : 0);
        if (!(operands.get(straight ? 0 : 1) instanceof RexInputRef ref)) {
            return false;
        }
        AnalyzedColumn column = analyzed(input, ref.getIndex());
        if (column == null || column.rangeShare(value, true, null, true) < 0) {
            return false;
        }
        SqlKind kind = straight ? node.getKind() : node.getKind().reverse();
        Between range = ranges.computeIfAbsent(ref.getIndex(), index -> new Between(column));
        if (kind == SqlKind.GREATER_THAN || kind == SqlKind.GREATER_THAN_OR_EQUAL) {
            range.lower = value;
            range.lowerInclusive = kind == SqlKind.GREATER_THAN_OR_EQUAL;
        } else {
            range.upper = value;
            range.upperInclusive = kind == SqlKind.LESS_THAN_OR_EQUAL;
        }
        return true;
    }

    private static double conjunct(RexNode node, @Nullable RelNode input) {
        if (!(node instanceof RexCall call)) {
            return node.isAlwaysFalse() ? 0 : node.isAlwaysTrue() ? 1 : 0.5;
        }
        double known = known(call, input);
        if (known >= 0) {
            return known;
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

    /** By the statistics of an analyzed column; negative if there are none. */
    private static double known(RexCall call, @Nullable RelNode input) {
        RexInputRef ref = null;
        RexNode value = null;
        for (RexNode operand : call.getOperands()) {
            if (operand instanceof RexInputRef column && ref == null) {
                ref = column;
            } else {
                value = operand;
            }
        }
        AnalyzedColumn column = ref == null ? null : analyzed(input, ref.getIndex());
        if (column == null || (value != null && RexUtil.containsInputRef(value))) {
            return -1;
        }
        return switch (call.getKind()) {
            case EQUALS, IS_NOT_DISTINCT_FROM -> value == null ? -1 : column.equalShare(value);
            case NOT_EQUALS -> value == null ? -1 : 1 - column.nullShare() - column.equalShare(value);
            case IS_NULL -> column.nullShare();
            case IS_NOT_NULL -> 1 - column.nullShare();
            case SEARCH -> value instanceof RexLiteral search ? column.searchShare(search) : -1;
            default -> -1;
        };
    }
}
