/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.plan.AccessPaths.Choice;
import io.blazedb.calcite.plan.AccessPaths.Wanted;
import io.blazedb.calcite.plan.SeekTerms.Term;
import io.blazedb.calcite.plan.cost.Cardinality;
import io.blazedb.calcite.plan.rel.AccessPath;
import io.blazedb.calcite.plan.rel.BlazeAggregate;
import io.blazedb.calcite.plan.rel.BlazeApply;
import io.blazedb.calcite.plan.rel.BlazeCount;
import io.blazedb.calcite.plan.rel.BlazeFilter;
import io.blazedb.calcite.plan.rel.BlazeHashJoin;
import io.blazedb.calcite.plan.rel.BlazeHashLookup;
import io.blazedb.calcite.plan.rel.BlazeIntersect;
import io.blazedb.calcite.plan.rel.BlazeLookupJoin;
import io.blazedb.calcite.plan.rel.BlazeMinus;
import io.blazedb.calcite.plan.rel.BlazeNestedLoopJoin;
import io.blazedb.calcite.plan.rel.BlazeProject;
import io.blazedb.calcite.plan.rel.BlazeRecursiveUnion;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.BlazeScan;
import io.blazedb.calcite.plan.rel.BlazeSetFunction;
import io.blazedb.calcite.plan.rel.BlazeSort;
import io.blazedb.calcite.plan.rel.BlazeUnion;
import io.blazedb.calcite.plan.rel.BlazeValues;
import io.blazedb.calcite.plan.rel.BlazeWindow;
import io.blazedb.calcite.plan.rel.BlazeWorkTable;
import io.blazedb.calcite.plan.rel.SecurityBarrier;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.schema.IndexExpressions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.TableSpool;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.rules.JoinCommuteRule;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Turns an optimized logical plan into physical nodes, from the top down with the order that is wanted, choosing access paths and
 * join methods by cost. A node without an operator of the engine's own is left to {@link EnumerableFallback}.
 */
final class PhysicalPlanner {
    private static final double HASH_BUILD_COST = 1.5;
    private static final double LOOKUP_COST = 3;

    private final LogicalOptimizer optimizer;

    PhysicalPlanner(LogicalOptimizer optimizer) {
        this.optimizer = optimizer;
    }

    BlazeRel plan(RelNode logical) {
        return implement(optimizer.optimize(logical), null);
    }

    private BlazeRel implement(RelNode rel, @Nullable Wanted wanted) {
        if (rel instanceof BlazeRel done) {
            return done;
        }
        PlanningCheck.at(rel);
        BlazeSetFunction rows = BlazeSetFunction.of(rel);
        if (rows != null) {
            return rows.with((RexCall) expression(rows.call()));
        }
        if (EnumerableFallback.isNeeded(rel)) {
            return EnumerableFallback.plan(rel, input -> implement(input, null));
        }
        if (rel instanceof TableScan scan) {
            return scan(scan, null, wanted);
        }
        if (rel instanceof Filter filter) {
            return filter(filter, wanted);
        }
        if (rel instanceof SecurityBarrier barrier) {
            // What must not meet hidden rows stands above; from here on nothing moves any more.
            return implement(barrier.getInput(), wanted);
        }
        if (rel instanceof Project project) {
            return project(project, wanted);
        }
        if (rel instanceof Join join) {
            return join(join, wanted);
        }
        if (rel instanceof Correlate correlate) {
            return apply(correlate);
        }
        if (rel instanceof Aggregate aggregate) {
            return aggregate(aggregate);
        }
        if (rel instanceof Sort sort) {
            return sort(sort, wanted);
        }
        if (rel instanceof Union union) {
            return new BlazeUnion(
                    branches(union).stream()
                            .map(branch -> (RelNode) implement(branch, null))
                            .toList(),
                    union.all);
        }
        if (rel instanceof Intersect intersect) {
            return new BlazeIntersect(inputs(intersect), intersect.all);
        }
        if (rel instanceof Minus minus) {
            return new BlazeMinus(inputs(minus), minus.all);
        }
        if (rel instanceof Values values) {
            return new BlazeValues(values.getCluster(), values.getRowType(), values.getTuples());
        }
        if (rel instanceof Window window) {
            return new BlazeWindow(
                    implement(window.getInput(), null), window.getConstants(), window.getRowType(), window.groups);
        }
        if (rel instanceof RepeatUnion recursive) {
            return recursive(recursive);
        }
        if (rel instanceof TableSpool spool) {
            return implement(spool.getInput(), null);
        }
        throw new BlazeSqlException(
                SqlErrorCode.FEATURE_NOT_SUPPORTED,
                "this query needs an operation that is not supported: " + rel.getRelTypeName());
    }

    /** The inputs of unions inside of unions as those of one, in their order. */
    private static List<RelNode> branches(Union union) {
        List<RelNode> branches = new ArrayList<>();
        Deque<RelNode> open = new ArrayDeque<>(List.of(union));
        while (!open.isEmpty()) {
            RelNode next = open.pop();
            boolean merges = next instanceof Union inner
                    && (inner.all || !union.all)
                    && RelOptUtil.areRowTypesEqual(inner.getRowType(), union.getRowType(), false);
            if (merges) {
                for (int i = next.getInputs().size() - 1; i >= 0; i--) {
                    open.push(next.getInput(i));
                }
            } else {
                branches.add(next);
            }
        }
        return branches;
    }

    private List<RelNode> inputs(RelNode rel) {
        List<RelNode> inputs = new ArrayList<>();
        rel.getInputs().forEach(input -> inputs.add(implement(input, null)));
        return inputs;
    }

    /** Plans the sub-queries in an expression. */
    private RexNode expression(RexNode node) {
        return node.accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                RexSubQuery operands = (RexSubQuery) super.visitSubQuery(subQuery);
                return operands.clone(plan(operands.rel));
            }
        });
    }

    private BlazeRel filter(Filter filter, @Nullable Wanted wanted) {
        if (filter.getInput() instanceof TableScan scan && scan.getTable().unwrap(BlazeTable.class) != null) {
            return scan(scan, filter, wanted);
        }
        BlazeRel input = implement(filter.getInput(), wanted);
        double rows = Cardinality.rows(filter);
        RexNode condition = expression(filter.getCondition());
        Correlated correlated = Correlated.split(RelOptUtil.conjunctions(condition), filter.getVariablesSet());
        if (!correlated.columns().isEmpty() && SubQueryShapes.variables(input).isEmpty()) {
            List<RexNode> before = correlated.uncorrelated();
            RexBuilder rexBuilder = input.getCluster().getRexBuilder();
            BlazeRel filtered = before.isEmpty()
                    ? input
                    : new BlazeFilter(input, RexUtil.composeConjunction(rexBuilder, before), Set.of(), rows);
            return lookedUp(filtered, correlated, rows);
        }
        return new BlazeFilter(input, condition, filter.getVariablesSet(), rows);
    }

    /** The input's rows that meet conditions on enclosing rows, through a hash table. */
    private static BlazeRel lookedUp(BlazeRel input, Correlated correlated, double rows) {
        BlazeRel lookup = new BlazeHashLookup(input, correlated.columns(), correlated.values(), rows);
        if (correlated.rest().isEmpty()) {
            return lookup;
        }
        RexBuilder rexBuilder = input.getCluster().getRexBuilder();
        return new BlazeFilter(lookup, RexUtil.composeConjunction(rexBuilder, correlated.rest()), Set.of(), rows);
    }

    private BlazeRel scan(TableScan scan, @Nullable Filter filter, @Nullable Wanted wanted) {
        BlazeTable table = scan.getTable().unwrap(BlazeTable.class);
        if (table == null) {
            return new BlazeWorkTable(
                    scan.getCluster(), Util.last(scan.getTable().getQualifiedName()), scan.getRowType());
        }
        RexBuilder rexBuilder = scan.getCluster().getRexBuilder();
        List<RexNode> conjuncts =
                filter == null ? List.of() : RelOptUtil.conjunctions(expression(filter.getCondition()));
        Set<CorrelationId> variables = filter == null ? Set.of() : filter.getVariablesSet();
        if (table.isRemote()) {
            return remote(scan, table, conjuncts, variables, filter);
        }
        List<Term> terms = SeekTerms.find(conjuncts, table.indexExpressions(), rexBuilder, known(variables));
        double rows = filter == null ? Cardinality.rows(scan) : Cardinality.rows(filter);
        double share = rows / Math.max(1, Cardinality.rows(scan));
        Choice choice = AccessPaths.choose(scan, table, conjuncts, terms, wanted, share);
        List<RexNode> rest = conjuncts.stream()
                .filter(conjunct -> !choice.proven().contains(conjunct))
                .toList();
        Correlated correlated = Correlated.split(rest, variables);
        boolean lookUp = choice.path().kind() == AccessPath.Kind.FULL
                && !correlated.columns().isEmpty();
        List<RexNode> filters = lookUp ? correlated.uncorrelated() : rest;
        BlazeScan result = new BlazeScan(
                scan.getCluster(),
                scan.getTable(),
                choice.path(),
                filters.isEmpty() ? null : RexUtil.composeConjunction(rexBuilder, filters),
                variables,
                choice.order(),
                lookUp ? Cardinality.rows(scan) : Math.min(rows, choice.rows()),
                scan.getRowType());
        return lookUp ? lookedUp(result, correlated, rows) : result;
    }

    private static BlazeRel remote(
            TableScan scan,
            BlazeTable table,
            List<RexNode> conjuncts,
            Set<CorrelationId> variables,
            @Nullable Filter filter) {
        double rows = filter == null ? Cardinality.rows(scan) : Cardinality.rows(filter);
        List<RexNode> left = new ArrayList<>();
        BlazeRel asked = RemotePlanner.scan(scan, table, conjuncts, left, rows);
        if (left.isEmpty()) {
            return asked;
        }
        RexBuilder rexBuilder = scan.getCluster().getRexBuilder();
        Correlated correlated = Correlated.split(left, variables);
        if (correlated.columns().isEmpty()) {
            return new BlazeFilter(asked, RexUtil.composeConjunction(rexBuilder, left), variables, rows);
        }
        List<RexNode> before = correlated.uncorrelated();
        BlazeRel filtered = before.isEmpty()
                ? asked
                : new BlazeFilter(asked, RexUtil.composeConjunction(rexBuilder, before), variables, rows);
        return lookedUp(filtered, correlated, rows);
    }

    /** Whether a value is there before any row of the table is read. */
    private static Predicate<RexNode> known(Set<CorrelationId> variables) {
        return node -> !RexUtil.containsInputRef(node)
                && RexUtil.isDeterministic(node)
                && (!SubQueryShapes.containsSubQuery(node) || variables.isEmpty());
    }

    private BlazeRel project(Project project, @Nullable Wanted wanted) {
        Wanted below = null;
        if (wanted != null) {
            List<RelFieldCollation> fields = new ArrayList<>();
            for (RelFieldCollation field : wanted.collation().getFieldCollations()) {
                int column =
                        columnBelow(project.getProjects().get(field.getFieldIndex()), tableBelow(project.getInput()));
                if (column < 0) {
                    fields.clear();
                    break;
                }
                fields.add(field.withFieldIndex(column));
            }
            below = fields.isEmpty() ? null : new Wanted(RelCollations.of(fields), wanted.rows());
        }
        BlazeRel input = implement(project.getInput(), below);
        List<RexNode> expressions =
                project.getProjects().stream().map(this::expression).toList();
        return new BlazeProject(input, expressions, project.getRowType(), project.getVariablesSet());
    }

    /** The column that an expression is, or its number if an index of the table below has it; -1 for any other expression. */
    private static int columnBelow(RexNode expression, @Nullable BlazeTable table) {
        if (expression instanceof RexInputRef ref) {
            return ref.getIndex();
        }
        return table == null ? -1 : table.indexExpressions().numberOf(expression);
    }

    /** The table whose rows a node gives as they are, all or some of them; null if it is no such node. */
    private static @Nullable BlazeTable tableBelow(RelNode rel) {
        RelNode node = rel;
        while (node instanceof Filter || node instanceof BlazeFilter) {
            node = node.getInput(0);
        }
        return node instanceof TableScan scan ? scan.getTable().unwrap(BlazeTable.class) : null;
    }

    private BlazeRel aggregate(Aggregate aggregate) {
        BlazeRel input = implement(aggregate.getInput(), null);
        BlazeRel source = input;
        while (source instanceof BlazeProject project) {
            source = (BlazeRel) project.getInput();
        }
        BlazeRel asked = RemotePlanner.aggregate(aggregate, input);
        if (asked != null) {
            return asked;
        }
        if (isRowCount(aggregate) && source instanceof BlazeScan scan && isCountable(scan)) {
            return new BlazeCount(scan, aggregate.getRowType());
        }
        return new BlazeAggregate(
                input,
                aggregate.getGroupSet(),
                aggregate.getGroupSets(),
                aggregate.getAggCallList(),
                Cardinality.rows(aggregate));
    }

    /** Whether it is nothing but {@code COUNT(*)}. */
    private static boolean isRowCount(Aggregate aggregate) {
        if (aggregate.getGroupCount() > 0
                || aggregate.getGroupSets().size() > 1
                || aggregate.getAggCallList().size() != 1) {
            return false;
        }
        AggregateCall call = aggregate.getAggCallList().get(0);
        return call.getAggregation().getKind() == SqlKind.COUNT
                && call.getArgList().isEmpty()
                && !call.isDistinct()
                && !call.hasFilter();
    }

    private static boolean isCountable(BlazeScan scan) {
        return scan.blazeTable().definition().kind() == TableDefinition.Kind.TABLE
                && scan.filter() == null
                && scan.path().lower() == null
                && scan.path().upper() == null;
    }

    private BlazeRel sort(Sort sort, @Nullable Wanted wantedAbove) {
        RelCollation collation = sort.getCollation();
        Wanted wanted = null;
        if (!collation.getFieldCollations().isEmpty()) {
            wanted = new Wanted(collation, limit(sort));
        } else if (wantedAbove != null) {
            wanted = wantedAbove;
        }
        BlazeRel input = RemotePlanner.limited(sort, implement(sort.getInput(), wanted));
        boolean inOrder = isOrdered(input, collation);
        if (inOrder && sort.offset == null && sort.fetch == null) {
            return input;
        }
        return new BlazeSort(input, collation, sort.offset, sort.fetch, inOrder, Cardinality.rows(sort));
    }

    private static double limit(Sort sort) {
        if (sort.fetch == null) {
            return Double.MAX_VALUE;
        }
        double offset = sort.offset == null ? 0 : Cardinality.rowsOf(sort.offset, 0);
        return Cardinality.rowsOf(sort.fetch, 100) + offset;
    }

    /** Whether rows come in this order, columns that have a single value aside. */
    private static boolean isOrdered(BlazeRel input, RelCollation wanted) {
        if (input instanceof BlazeScan scan) {
            return AccessPaths.isOrdered(scan.path(), scan.order(), wanted);
        }
        if (input instanceof BlazeProject project) {
            List<RelFieldCollation> fields = new ArrayList<>();
            for (RelFieldCollation field : wanted.getFieldCollations()) {
                boolean computed = IndexExpressions.isExpression(field.getFieldIndex());
                int column = computed
                        ? -1
                        : columnBelow(project.getProjects().get(field.getFieldIndex()), tableBelow(project.getInput()));
                if (column < 0) {
                    return false;
                }
                fields.add(field.withFieldIndex(column));
            }
            return isOrdered((BlazeRel) project.getInput(), RelCollations.of(fields));
        }
        if (input instanceof BlazeFilter filter) {
            return isOrdered((BlazeRel) filter.getInput(), wanted);
        }
        if (input instanceof Join join && !join.getJoinType().generatesNullsOnLeft()) {
            int width = join.getLeft().getRowType().getFieldCount();
            boolean leftOnly = wanted.getFieldCollations().stream().allMatch(f -> f.getFieldIndex() < width);
            return leftOnly && isOrdered((BlazeRel) join.getLeft(), wanted);
        }
        return AccessPaths.isOrdered(null, input.order(), wanted);
    }

    private BlazeRel join(Join join, @Nullable Wanted wanted) {
        if (join.getJoinType() == JoinRelType.INNER
                && RemotePlanner.isRemote(join.getLeft())
                && !RemotePlanner.isRemote(join.getRight())) {
            // The side that is here gives the keys that the owner is asked for.
            RelNode swapped =
                    JoinCommuteRule.swap(join, false, RelFactories.LOGICAL_BUILDER.create(join.getCluster(), null));
            if (swapped != null) {
                return implement(swapped, wanted);
            }
        }
        BlazeRel left = implement(join.getLeft(), leftWanted(join, wanted));
        double rows = Cardinality.rows(join);
        RexNode condition = expression(join.getCondition());
        boolean plain = !SubQueryShapes.containsSubQuery(condition);
        JoinInfo info = JoinInfo.of(join.getLeft(), join.getRight(), condition);
        BlazeRel right = implement(join.getRight(), null);
        if (plain && !info.leftKeys.isEmpty()) {
            BlazeRel asked = RemotePlanner.join(join, left, right, condition, rows);
            if (asked != null) {
                return asked;
            }
            BlazeRel lookup = lookup(join, left, right, condition, rows);
            if (lookup != null) {
                return lookup;
            }
        }
        if (plain && !info.leftKeys.isEmpty()) {
            return new BlazeHashJoin(left, right, condition, join.getVariablesSet(), join.getJoinType(), rows);
        }
        return new BlazeNestedLoopJoin(left, right, condition, join.getVariablesSet(), join.getJoinType(), rows);
    }

    private static @Nullable Wanted leftWanted(Join join, @Nullable Wanted wanted) {
        int width = join.getLeft().getRowType().getFieldCount();
        boolean fromLeft = wanted != null
                && !join.getJoinType().generatesNullsOnLeft()
                && wanted.collation().getFieldCollations().stream().allMatch(f -> f.getFieldIndex() < width);
        return fromLeft ? wanted : null;
    }

    /** A lookup join if the right side is a table with a suitable key and hashing the table would cost more. */
    private @Nullable BlazeRel lookup(Join join, BlazeRel left, BlazeRel hashed, RexNode condition, double rows) {
        JoinRelType type = join.getJoinType();
        if (type == JoinRelType.RIGHT || type == JoinRelType.FULL) {
            return null;
        }
        Lookup lookup = lookup(left.getRowType().getFieldCount(), join.getRight(), condition);
        if (lookup == null) {
            return null;
        }
        double leftRows = Cardinality.rows(left);
        double lookupCost = leftRows * (LOOKUP_COST + lookup.choice().cost());
        double hashCost = scanCost(hashed) + Cardinality.rows(hashed) * HASH_BUILD_COST + leftRows;
        if (lookupCost > hashCost) {
            return null;
        }
        TableScan scan = lookup.scan();
        RexBuilder rexBuilder = scan.getCluster().getRexBuilder();
        List<RexNode> filters = lookup.filters().stream().map(this::expression).toList();
        BlazeScan right = new BlazeScan(
                scan.getCluster(),
                scan.getTable(),
                lookup.choice().path(),
                filters.isEmpty() ? null : RexUtil.composeConjunction(rexBuilder, filters),
                lookup.variables(),
                RelCollations.EMPTY,
                lookup.choice().rows(),
                left.getRowType());
        List<RexNode> rest = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            if (!lookup.proven().contains(conjunct)) {
                rest.add(conjunct);
            }
        }
        return new BlazeLookupJoin(
                left, right, RexUtil.composeConjunction(rexBuilder, rest), join.getVariablesSet(), type, rows);
    }

    /** What reading a node costs at least. */
    private static double scanCost(BlazeRel rel) {
        if (rel instanceof BlazeScan scan) {
            return switch (scan.path().kind()) {
                case FULL -> Cardinality.readCost(scan.blazeTable());
                case KEY_SEEK, KEY_RANGE -> scan.rows();
                case INDEX -> 4 * scan.rows();
            };
        }
        double cost = 0;
        for (RelNode input : rel.getInputs()) {
            cost += scanCost((BlazeRel) input);
        }
        return cost;
    }

    /**
     * How the right side of a join can be looked up.
     *
     * @param filters conditions on the right table alone
     * @param proven conjuncts of the join's condition that the path proves
     */
    private record Lookup(
            TableScan scan, List<RexNode> filters, Set<CorrelationId> variables, Choice choice, Set<RexNode> proven) {}

    private static @Nullable Lookup lookup(int leftWidth, RelNode right, RexNode condition) {
        RelNode node = right instanceof SecurityBarrier barrier ? barrier.getInput() : right;
        List<RexNode> filters = List.of();
        Set<CorrelationId> variables = Set.of();
        if (node instanceof Filter filter) {
            filters = RelOptUtil.conjunctions(filter.getCondition());
            variables = filter.getVariablesSet();
            node = filter.getInput();
        }
        BlazeTable table = node instanceof TableScan scan ? scan.getTable().unwrap(BlazeTable.class) : null;
        if (table == null || table.isRemote()) {
            return null;
        }
        RexBuilder rexBuilder = node.getCluster().getRexBuilder();
        int rightWidth = node.getRowType().getFieldCount();
        List<RexNode> shifted = new ArrayList<>();
        List<RexNode> originals = new ArrayList<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
            shifted.add(conjunct.accept(new SideShuttle(leftWidth, rightWidth)));
            originals.add(conjunct);
        }
        Predicate<RexNode> fromLeft = value -> RexUtil.isDeterministic(value)
                && !SubQueryShapes.containsSubQuery(value)
                && RelOptUtil.InputFinder.bits(value).asList().stream().allMatch(i -> i >= rightWidth);
        List<Term> terms = new ArrayList<>();
        for (Term term : SeekTerms.find(shifted, table.indexExpressions(), rexBuilder, fromLeft)) {
            if (term.column() < rightWidth || IndexExpressions.isExpression(term.column())) {
                terms.add(term);
            }
        }
        boolean joins = terms.stream().anyMatch(term -> term.kind() == SeekTerms.Kind.EQUAL);
        if (!joins) {
            return null;
        }
        terms.addAll(SeekTerms.find(
                filters,
                table.indexExpressions(),
                rexBuilder,
                value -> !RexUtil.containsInputRef(value)
                        && RexUtil.isDeterministic(value)
                        && !SubQueryShapes.containsSubQuery(value)));
        Choice choice = AccessPaths.seek(node, table, filters, terms);
        if (choice == null || !usesLeft(choice)) {
            return null;
        }
        Set<RexNode> proven = new java.util.HashSet<>();
        for (int i = 0; i < shifted.size(); i++) {
            if (choice.proven().contains(shifted.get(i))) {
                proven.add(originals.get(i));
            }
        }
        List<RexNode> rest =
                filters.stream().filter(f -> !choice.proven().contains(f)).toList();
        return new Lookup((TableScan) node, rest, variables, SideShuttle.toLeft(choice, rightWidth), proven);
    }

    private static boolean usesLeft(Choice choice) {
        return choice.path().equalities().stream()
                .anyMatch(e -> e.values().stream().anyMatch(RexUtil::containsInputRef));
    }

    private BlazeRel apply(Correlate correlate) {
        BlazeRel left = implement(correlate.getLeft(), null);
        BlazeRel right = implement(correlate.getRight(), null);
        return new BlazeApply(
                left, right, correlate.getCorrelationId(), correlate.getRequiredColumns(), correlate.getJoinType());
    }

    private BlazeRel recursive(RepeatUnion recursive) {
        if (recursive.iterationLimit >= 0) {
            throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "limited recursion is not supported");
        }
        String name = recursive.getTransientTable() == null
                ? ""
                : Util.last(recursive.getTransientTable().getQualifiedName());
        return new BlazeRecursiveUnion(
                implement(recursive.getSeedRel(), null),
                implement(recursive.getIterativeRel(), null),
                name,
                recursive.all);
    }
}
