/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.plan.cost.Cardinality;
import io.blazedb.calcite.plan.rel.SecurityBarrier;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.schema.BlazeTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Orders groups of inner joins: by dynamic programming over all pairs of disjoint sets up to {@value #EXHAUSTIVE_MAX} inputs, greedily
 * beyond. The right side of a join is the one that is hashed or looked up.
 */
final class JoinOrder {
    private static final int EXHAUSTIVE_MAX = 8;
    private static final int INPUTS_MAX = 62;
    private static final double HASH_BUILD_COST = 1.5;
    private static final double LOOKUP_COST = 7;

    private final List<RelNode> inputs = new ArrayList<>();
    private final List<RexNode> conjuncts = new ArrayList<>();
    private final List<Long> conjunctSets = new ArrayList<>();
    private final int[] starts;
    private final RexBuilder rexBuilder;
    private final Map<Long, Double> rows = new HashMap<>();

    private JoinOrder(Join top) {
        this.rexBuilder = top.getCluster().getRexBuilder();
        flatten(top, 0);
        this.starts = new int[inputs.size() + 1];
        for (int i = 0; i < inputs.size(); i++) {
            starts[i + 1] = starts[i] + inputs.get(i).getRowType().getFieldCount();
        }
        for (RexNode conjunct : conjuncts) {
            long set = 0;
            for (int column : RelOptUtil.InputFinder.bits(conjunct)) {
                set |= 1L << inputOf(column);
            }
            conjunctSets.add(set);
        }
    }

    /** A plan with the same columns and ordered joins; the same plan if there is nothing to order. */
    static RelNode apply(RelNode rel) {
        if (isOrderable(rel)) {
            JoinOrder order = new JoinOrder((Join) rel);
            if (order.inputs.size() <= INPUTS_MAX) {
                return order.rebuild();
            }
        }
        List<RelNode> children = new ArrayList<>();
        boolean changed = false;
        for (RelNode input : rel.getInputs()) {
            RelNode child = apply(input);
            changed |= child != input;
            children.add(child);
        }
        return changed ? rel.copy(rel.getTraitSet(), children) : rel;
    }

    private static boolean isOrderable(RelNode rel) {
        return rel instanceof Join join
                && join.getJoinType() == JoinRelType.INNER
                && join.getVariablesSet().isEmpty()
                && !SubQueryShapes.containsSubQuery(join.getCondition());
    }

    private void flatten(RelNode rel, int shift) {
        if (!isOrderable(rel)) {
            inputs.add(apply(rel));
            return;
        }
        Join join = (Join) rel;
        flatten(join.getLeft(), shift);
        flatten(join.getRight(), shift + join.getLeft().getRowType().getFieldCount());
        conjuncts.addAll(RexUtil.shift(RelOptUtil.conjunctions(join.getCondition()), shift));
    }

    private int inputOf(int column) {
        int input = 0;
        while (column >= starts[input + 1]) {
            input++;
        }
        return input;
    }

    /** An ordered tree: a leaf has no children. */
    private record Tree(
            long set,
            double cost,
            @Nullable Tree left,
            @Nullable Tree right) {}

    private RelNode rebuild() {
        Tree best = inputs.size() <= EXHAUSTIVE_MAX ? exhaustive() : greedy();
        Built built = build(best);
        List<RexNode> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        boolean identity = true;
        for (int i = 0; i < starts[inputs.size()]; i++) {
            int position = built.columns().indexOf(i);
            identity &= position == i;
            columns.add(rexBuilder.makeInputRef(built.rel(), position));
            RelNode input = inputs.get(inputOf(i));
            names.add(input.getRowType().getFieldNames().get(i - starts[inputOf(i)]));
        }
        return identity
                ? built.rel()
                : LogicalProject.create(
                        built.rel(), List.of(), columns, names, com.google.common.collect.ImmutableSet.of());
    }

    private Tree leaf(int input) {
        return new Tree(1L << input, Cardinality.rows(inputs.get(input)), null, null);
    }

    private Tree exhaustive() {
        int count = inputs.size();
        Tree[] best = new Tree[1 << count];
        for (int i = 0; i < count; i++) {
            best[1 << i] = leaf(i);
        }
        for (int set = 1; set < best.length; set++) {
            for (int left = (set - 1) & set; left > 0; left = (left - 1) & set) {
                Tree candidate = join(best[left], best[set & ~left]);
                if (best[set] == null || candidate.cost() < best[set].cost()) {
                    best[set] = candidate;
                }
            }
        }
        return best[best.length - 1];
    }

    /** Joins the cheapest pair again and again. */
    @SuppressWarnings("ReferenceEquality") // a tree is not joined to itself
    private Tree greedy() {
        List<Tree> trees = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            trees.add(leaf(i));
        }
        while (trees.size() > 1) {
            Tree best = null;
            double bestScore = 0;
            for (Tree left : trees) {
                for (Tree right : trees) {
                    if (left == right) {
                        continue;
                    }
                    Tree joined = join(left, right);
                    double score = joined.cost() - left.cost() - right.cost() + rows(joined.set());
                    if (best == null || score < bestScore) {
                        best = joined;
                        bestScore = score;
                    }
                }
            }
            Tree chosen = java.util.Objects.requireNonNull(best);
            trees.remove(chosen.left());
            trees.remove(chosen.right());
            trees.add(chosen);
        }
        return trees.get(0);
    }

    private Tree join(Tree left, Tree right) {
        double leftRows = rows(left.set());
        double rightRows = rows(right.set());
        long both = left.set() | right.set();
        double out = rows(both);
        boolean connected = false;
        for (long set : conjunctSets) {
            connected |= (set & left.set()) != 0 && (set & right.set()) != 0 && (set & ~both) == 0;
        }
        double method =
                connected ? right.cost() + rightRows * HASH_BUILD_COST + leftRows : right.cost() + leftRows * rightRows;
        if (Long.bitCount(right.set()) == 1 && canLookUp(Long.numberOfTrailingZeros(right.set()), left.set())) {
            method = Math.min(method, leftRows * LOOKUP_COST + out);
        }
        return new Tree(both, left.cost() + method + out, left, right);
    }

    private double rows(long set) {
        Double known = rows.get(set);
        if (known != null) {
            return known;
        }
        double product = 1;
        for (int i = 0; i < inputs.size(); i++) {
            product *= (set & 1L << i) != 0 ? Cardinality.rows(inputs.get(i)) : 1;
        }
        for (int i = 0; i < conjuncts.size(); i++) {
            if ((conjunctSets.get(i) & ~set) == 0) {
                product *= selectivity(conjuncts.get(i));
            }
        }
        double result = Math.max(1, product);
        rows.put(set, result);
        return result;
    }

    private double selectivity(RexNode conjunct) {
        if (conjunct instanceof RexCall call
                && call.getOperator().getKind() == SqlKind.EQUALS
                && call.getOperands().get(0) instanceof RexInputRef a
                && call.getOperands().get(1) instanceof RexInputRef b) {
            return 1 / Math.max(1, Math.max(distinct(a), distinct(b)));
        }
        return Cardinality.selectivity(conjunct, null);
    }

    private double distinct(RexInputRef ref) {
        int input = inputOf(ref.getIndex());
        return Cardinality.distinct(inputs.get(input), ref.getIndex() - starts[input]);
    }

    /** Whether a key of the input's table starts with a column that equals one of the other side. */
    private boolean canLookUp(int input, long others) {
        RelNode visible = inputs.get(input) instanceof SecurityBarrier barrier ? barrier.getInput() : inputs.get(input);
        RelNode node = visible instanceof Filter filter ? filter.getInput() : visible;
        BlazeTable table = node instanceof TableScan scan ? scan.getTable().unwrap(BlazeTable.class) : null;
        if (table == null) {
            return false;
        }
        ImmutableBitSet.Builder joined = ImmutableBitSet.builder();
        for (int i = 0; i < conjuncts.size(); i++) {
            boolean links = (conjunctSets.get(i) & others) != 0
                    && (conjunctSets.get(i) & 1L << input) != 0
                    && (conjunctSets.get(i) & ~(others | 1L << input)) == 0;
            if (links
                    && conjuncts.get(i) instanceof RexCall call
                    && call.getOperator().getKind() == SqlKind.EQUALS) {
                for (RexNode operand : call.getOperands()) {
                    if (operand instanceof RexInputRef ref && inputOf(ref.getIndex()) == input) {
                        joined.set(ref.getIndex() - starts[input]);
                    }
                }
            }
        }
        ImmutableBitSet columns = joined.build();
        TableDefinition definition = table.definition();
        boolean byKey = !definition.primaryKey().isEmpty()
                && columns.get(definition.primaryKey().get(0));
        for (IndexDefinition index : definition.indexes()) {
            byKey |= index.isPlain() && columns.get(index.columns().get(0).column());
        }
        return byKey;
    }

    /** An input with the conditions on it alone. */
    private RelNode filtered(int input) {
        List<RexNode> own = new ArrayList<>();
        for (int i = 0; i < conjuncts.size(); i++) {
            if (conjunctSets.get(i) == 1L << input) {
                own.add(RexUtil.shift(conjuncts.get(i), -starts[input]));
            }
        }
        return own.isEmpty()
                ? inputs.get(input)
                : LogicalFilter.create(inputs.get(input), RexUtil.composeConjunction(rexBuilder, own));
    }

    /** A plan and which of the original columns it gives, in its order. */
    private record Built(RelNode rel, List<Integer> columns) {}

    private Built build(Tree tree) {
        if (tree.left() == null || tree.right() == null) {
            int input = Long.numberOfTrailingZeros(tree.set());
            List<Integer> columns = new ArrayList<>();
            for (int i = starts[input]; i < starts[input + 1]; i++) {
                columns.add(i);
            }
            return new Built(filtered(input), columns);
        }
        Built left = build(tree.left());
        Built right = build(tree.right());
        List<Integer> columns = new ArrayList<>(left.columns());
        columns.addAll(right.columns());
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            positions.put(columns.get(i), i);
        }
        RexShuttle renumber = new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(java.util.Objects.requireNonNull(positions.get(ref.getIndex())), ref.getType());
            }
        };
        List<RexNode> condition = new ArrayList<>();
        for (int i = 0; i < conjuncts.size(); i++) {
            long set = conjunctSets.get(i);
            boolean here = (set & ~tree.set()) == 0
                    && (set & ~tree.left().set()) != 0
                    && (set & ~tree.right().set()) != 0;
            if (here) {
                condition.add(conjuncts.get(i).accept(renumber));
            }
        }
        if (Long.bitCount(tree.set()) == inputs.size()) {
            for (int i = 0; i < conjuncts.size(); i++) {
                if (conjunctSets.get(i) == 0) {
                    condition.add(conjuncts.get(i));
                }
            }
        }
        RelNode join = LogicalJoin.create(
                left.rel(),
                right.rel(),
                List.of(),
                RexUtil.composeConjunction(rexBuilder, condition),
                com.google.common.collect.ImmutableSet.of(),
                JoinRelType.INNER);
        return new Built(join, columns);
    }
}
