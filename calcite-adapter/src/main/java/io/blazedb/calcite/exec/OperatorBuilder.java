/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.operator.ApplyOperator;
import io.blazedb.calcite.exec.operator.CountOperator;
import io.blazedb.calcite.exec.operator.HashJoinOperator;
import io.blazedb.calcite.exec.operator.HashLookupOperator;
import io.blazedb.calcite.exec.operator.JoinType;
import io.blazedb.calcite.exec.operator.KeyCondition;
import io.blazedb.calcite.exec.operator.KeySeekOperator;
import io.blazedb.calcite.exec.operator.LargeValues;
import io.blazedb.calcite.exec.operator.Lookup;
import io.blazedb.calcite.exec.operator.LookupJoinOperator;
import io.blazedb.calcite.exec.operator.NestedLoopJoinOperator;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.RecursiveOperator;
import io.blazedb.calcite.exec.operator.RemoteJoinOperator;
import io.blazedb.calcite.exec.operator.ScanOperator;
import io.blazedb.calcite.exec.operator.SetOperators;
import io.blazedb.calcite.exec.operator.SharedOperator;
import io.blazedb.calcite.exec.operator.SimpleOperators;
import io.blazedb.calcite.exec.operator.SortOperator;
import io.blazedb.calcite.exec.operator.SubPlan;
import io.blazedb.calcite.exec.operator.TableAccess;
import io.blazedb.calcite.plan.rel.AccessPath;
import io.blazedb.calcite.plan.rel.BlazeAggregate;
import io.blazedb.calcite.plan.rel.BlazeApply;
import io.blazedb.calcite.plan.rel.BlazeCount;
import io.blazedb.calcite.plan.rel.BlazeEnumerable;
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
import io.blazedb.calcite.plan.rel.BlazeRemote;
import io.blazedb.calcite.plan.rel.BlazeRemoteJoin;
import io.blazedb.calcite.plan.rel.BlazeScan;
import io.blazedb.calcite.plan.rel.BlazeSetFunction;
import io.blazedb.calcite.plan.rel.BlazeShared;
import io.blazedb.calcite.plan.rel.BlazeSort;
import io.blazedb.calcite.plan.rel.BlazeUnion;
import io.blazedb.calcite.plan.rel.BlazeValues;
import io.blazedb.calcite.plan.rel.BlazeWindow;
import io.blazedb.calcite.plan.rel.BlazeWorkTable;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes operators of physical nodes. From the top down it passes on which columns are needed, so that scans decode no others; the
 * positions of columns stay the same.
 */
public final class OperatorBuilder {
    /** System property that keeps all execution to rows if it is {@code false}; to compare both, and in case of doubt. */
    public static final String BATCHES = "blazedb.batches";

    private final SubQueryBuilder subQueries;
    private final ExpressionCompiler compiler;
    private final @Nullable BatchBuilder batches;
    /** Read as {@link LargeValues#STREAMED}. */
    private @Nullable BlazeScan streamed;

    private final Map<String, SimpleOperators.WorkTable> workTables = new HashMap<>();
    private final IdentityHashMap<BlazeRel, Operator> shared = new IdentityHashMap<>();
    /** Nodes whose rows come in batches. */
    private final Set<RelNode> inBatches = Collections.newSetFromMap(new IdentityHashMap<>());

    public OperatorBuilder() {
        this.subQueries = new SubQueryBuilder(this);
        this.compiler = new ExpressionCompiler(subQueries, subQueries);
        this.batches = Boolean.parseBoolean(System.getProperty(BATCHES, "true"))
                ? new BatchBuilder(this, subQueries, compiler)
                : null;
    }

    /** The operator of a whole plan. */
    public Operator build(BlazeRel rel) {
        findStreamed(rel);
        return build(rel, allColumns(rel));
    }

    /** The nodes of the plans built so far whose rows are computed in batches of columns. */
    public Set<RelNode> inBatches() {
        return inBatches;
    }

    /** An operator for a node that takes batches, if there is one, which are those of everything below it. */
    private @Nullable Operator noted(RelNode rel, @Nullable Operator overBatches) {
        if (overBatches != null) {
            noteAll(rel);
        }
        return overBatches;
    }

    private void noteAll(RelNode rel) {
        inBatches.add(rel);
        rel.getInputs().forEach(this::noteAll);
    }

    /** Notes the scan whose rows come out of the plan as they are, so that nobody looks into their large objects. */
    private void findStreamed(RelNode rel) {
        if (rel instanceof BlazeScan scan) {
            streamed = scan;
        } else if (rel instanceof BlazeProject
                || rel instanceof BlazeFilter
                || (rel instanceof BlazeSort sort && sort.isInOrder())) {
            findStreamed(rel.getInput(0));
        }
    }

    /** The rows that a plan reads as the work table of this name. */
    public SimpleOperators.WorkTable workTable(String name) {
        return workTables.computeIfAbsent(name, unknown -> new SimpleOperators.WorkTable());
    }

    static ImmutableBitSet allColumns(RelNode rel) {
        return ImmutableBitSet.range(rel.getRowType().getFieldCount());
    }

    Operator build(RelNode rel, ImmutableBitSet required) {
        Operator overBatches = batches == null ? null : noted(rel, batches.rows(rel, required));
        return overBatches != null ? overBatches : buildOfRows(rel, required);
    }

    private Operator buildOfRows(RelNode rel, ImmutableBitSet required) {
        if (rel instanceof BlazeScan scan) {
            return scan(scan, required);
        }
        if (rel instanceof BlazeFilter filter) {
            return subQueries.within(filter.getVariablesSet(), () -> {
                ImmutableBitSet columns = SubQueryShapes.columns(filter.getCondition(), filter.getVariablesSet());
                Operator input = build(filter.getInput(), required.union(columns));
                return SimpleOperators.filter(input, compiler.compile(filter.getCondition()));
            });
        }
        if (rel instanceof BlazeProject project) {
            return project(project, required);
        }
        if (rel instanceof BlazeRemote remote) {
            return RemoteBuilder.build(compiler, remote, required);
        }
        if (rel instanceof BlazeRemoteJoin join) {
            return remoteJoin(join, required);
        }
        if (rel instanceof BlazeLookupJoin join) {
            return lookupJoin(join, required);
        }
        if (rel instanceof BlazeHashJoin join) {
            return hashJoin(join, required);
        }
        if (rel instanceof BlazeNestedLoopJoin join) {
            return subQueries.within(join.getVariablesSet(), () -> {
                Sides sides = sides(join, required.union(columns(join)));
                return new NestedLoopJoinOperator(
                        sides.left(),
                        sides.right(),
                        type(join.getJoinType()),
                        condition(join.getCondition()),
                        width(join.getLeft()),
                        width(join.getRight()));
            });
        }
        if (rel instanceof BlazeApply apply) {
            return apply(apply, required);
        }
        if (rel instanceof BlazeAggregate aggregate) {
            Operator overBatches = batches == null ? null : noted(rel, batches.aggregate(aggregate));
            if (overBatches != null) {
                return overBatches;
            }
            ImmutableBitSet columns = AggregateBuilder.columns(aggregate);
            return AggregateBuilder.build(build(aggregate.getInput(), columns), aggregate);
        }
        if (rel instanceof BlazeSort sort) {
            return sort(sort, required);
        }
        if (rel instanceof BlazeWindow window) {
            return WindowBuilder.build(build(window.getInput(), allColumns(window.getInput())), window);
        }
        if (rel instanceof SetOp setOp) {
            return setOp(setOp, required);
        }
        if (rel instanceof BlazeValues values) {
            return SimpleOperators.values(
                    values.getTuples().stream().map(compiler::compile).toList());
        }
        if (rel instanceof BlazeSetFunction rows) {
            return SetFunctions.compile(compiler, rows.call(), width(rows), rows.isNumbered());
        }
        if (rel instanceof BlazeCount count) {
            BlazeTable table = count.scan().blazeTable();
            return new CountOperator(
                    new TableAccess(table.database(), table.definition()),
                    count.scan().path().index(),
                    keyCondition(count.scan().path(), table.definition()));
        }
        if (rel instanceof BlazeHashLookup lookup) {
            return hashLookup(lookup, required);
        }
        if (rel instanceof BlazeEnumerable enumerable) {
            return EnumerableOperator.build(enumerable, bridge -> build(bridge.input(), allColumns(bridge.input())));
        }
        if (rel instanceof BlazeRecursiveUnion recursive) {
            return recursive(recursive);
        }
        if (rel instanceof BlazeWorkTable table) {
            return workTable(table.table());
        }
        if (rel instanceof BlazeShared place) {
            return shared(place.definition());
        }
        throw new IllegalStateException("no operator for " + rel.getRelTypeName());
    }

    private Operator scan(BlazeScan scan, ImmutableBitSet required) {
        BlazeTable table = scan.blazeTable();
        if (table.definition().kind() == TableDefinition.Kind.SYSTEM_VIEW) {
            Operator rows = SimpleOperators.systemView(table.database(), table.definition());
            RexNode filter = scan.filter();
            return filter == null
                    ? rows
                    : subQueries.within(
                            scan.getVariablesSet(), () -> SimpleOperators.filter(rows, compiler.compile(filter)));
        }
        return (Operator) access(scan, required);
    }

    private Lookup access(BlazeScan scan, ImmutableBitSet required) {
        return subQueries.within(scan.getVariablesSet(), () -> {
            BlazeTable table = scan.blazeTable();
            RexNode filter = scan.filter();
            int columnCount = table.definition().columns().size();
            ImmutableBitSet filterColumns =
                    filter == null ? ImmutableBitSet.of() : SubQueryShapes.columns(filter, scan.getVariablesSet());
            ImmutableBitSet outputs = required.intersect(ImmutableBitSet.range(columnCount));
            Expression condition = filter == null ? null : compiler.compile(filter);
            TableAccess access = new TableAccess(table.database(), table.definition());
            KeyCondition keys = keyCondition(scan.path(), table.definition());
            boolean withKey = table.hasKeyColumn();
            LargeValues large = scan.equals(streamed) ? LargeValues.STREAMED : LargeValues.WHOLE;
            if (scan.path().kind() == AccessPath.Kind.KEY_SEEK) {
                return new KeySeekOperator(
                        access,
                        keys,
                        scan.path().descending(),
                        condition,
                        outputs.union(filterColumns).toArray(),
                        withKey,
                        large);
            }
            return new ScanOperator(
                    access,
                    scan.path().index(),
                    keys,
                    scan.path().descending(),
                    condition,
                    filterColumns.toArray(),
                    outputs.except(filterColumns).toArray(),
                    withKey,
                    large);
        });
    }

    KeyCondition keyCondition(AccessPath path, TableDefinition table) {
        List<KeyCondition.Equality> equalities = new ArrayList<>();
        for (AccessPath.Equality equality : path.equalities()) {
            equalities.add(new KeyCondition.Equality(
                    List.of(compiler.compile(equality.values())),
                    keyType(path, table, equalities.size()),
                    equality.isNull()));
        }
        SqlType bounded = path.lower() == null && path.upper() == null
                ? SqlType.of(SqlType.Name.NULL)
                : keyType(path, table, equalities.size());
        return new KeyCondition(equalities, limit(path.lower(), bounded), limit(path.upper(), bounded));
    }

    private KeyCondition.@Nullable Limit limit(AccessPath.@Nullable Limit limit, SqlType type) {
        return limit == null ? null : new KeyCondition.Limit(compiler.compile(limit.value()), limit.inclusive(), type);
    }

    /** Type of a column or expression of the key that a path goes along. */
    private static SqlType keyType(AccessPath path, TableDefinition table, int position) {
        return path.index() == null
                ? table.columns().get(table.primaryKey().get(position)).type()
                : path.index().keyType(table, position);
    }

    private Operator project(BlazeProject project, ImmutableBitSet required) {
        return subQueries.within(project.getVariablesSet(), () -> {
            List<RexNode> projects = project.getProjects();
            ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
            Expression[] expressions = new Expression[projects.size()];
            for (int i = 0; i < expressions.length; i++) {
                if (required.get(i)) {
                    columns.addAll(SubQueryShapes.columns(projects.get(i), project.getVariablesSet()));
                    expressions[i] = compiler.compileValue(projects.get(i));
                } else {
                    expressions[i] = new Expression.Constant(null);
                }
            }
            return SimpleOperators.project(build(project.getInput(), columns.build()), expressions);
        });
    }

    private record Sides(Operator left, Operator right) {}

    private Sides sides(Join join, ImmutableBitSet required) {
        int leftWidth = width(join.getLeft());
        int rightWidth = width(join.getRight());
        ImmutableBitSet left = required.intersect(ImmutableBitSet.range(leftWidth));
        ImmutableBitSet right = required.intersect(ImmutableBitSet.range(leftWidth, leftWidth + rightWidth))
                .shift(-leftWidth);
        return new Sides(build(join.getLeft(), left), build(join.getRight(), right));
    }

    private static ImmutableBitSet columns(Join join) {
        return SubQueryShapes.columns(join.getCondition(), join.getVariablesSet());
    }

    private @Nullable Expression condition(RexNode condition) {
        return condition.isAlwaysTrue() ? null : compiler.compile(condition);
    }

    private static int width(RelNode rel) {
        return rel.getRowType().getFieldCount();
    }

    private Operator hashJoin(BlazeHashJoin join, ImmutableBitSet required) {
        JoinInfo info = JoinInfo.of(join.getLeft(), join.getRight(), join.getCondition());
        Sides sides = sides(join, required.union(columns(join)));
        int[] leftKeys = info.leftKeys.toIntArray();
        int[] rightKeys = info.rightKeys.toIntArray();
        Values.KeyForm[] forms = joinForms(join, info);
        Expression rest = info.nonEquiConditions.isEmpty()
                ? null
                : compiler.compile(
                        RexUtil.composeConjunction(join.getCluster().getRexBuilder(), info.nonEquiConditions));
        return new HashJoinOperator(
                sides.left(),
                sides.right(),
                type(join.getJoinType()),
                leftKeys,
                rightKeys,
                forms,
                rest,
                width(join.getLeft()),
                width(join.getRight()));
    }

    /** How the values of each pair of keys are compared. */
    static Values.KeyForm[] joinForms(Join join, JoinInfo info) {
        Values.KeyForm[] forms = new Values.KeyForm[info.leftKeys.size()];
        for (int i = 0; i < forms.length; i++) {
            forms[i] = Values.KeyForm.of(
                    fieldType(join.getLeft(), info.leftKeys.get(i)), fieldType(join.getRight(), info.rightKeys.get(i)));
        }
        return forms;
    }

    private Operator lookupJoin(BlazeLookupJoin join, ImmutableBitSet required) {
        BlazeScan scan = (BlazeScan) join.getRight();
        int leftWidth = width(join.getLeft());
        int rightWidth = width(scan);
        ImmutableBitSet all = required.union(columns(join));
        ImmutableBitSet.Builder left = ImmutableBitSet.builder();
        left.addAll(all.intersect(ImmutableBitSet.range(leftWidth)));
        for (AccessPath.Equality equality : scan.path().equalities()) {
            equality.values().forEach(value -> left.addAll(RelOptUtil.InputFinder.bits(value)));
        }
        for (AccessPath.Limit limit : limits(scan.path())) {
            left.addAll(RelOptUtil.InputFinder.bits(limit.value()));
        }
        ImmutableBitSet right = all.intersect(ImmutableBitSet.range(leftWidth, leftWidth + rightWidth))
                .shift(-leftWidth);
        return new LookupJoinOperator(
                build(join.getLeft(), left.build()),
                access(scan, right),
                type(join.getJoinType()),
                condition(join.getCondition()),
                leftWidth,
                rightWidth);
    }

    private Operator remoteJoin(BlazeRemoteJoin join, ImmutableBitSet required) {
        BlazeRemote remote = (BlazeRemote) join.getRight();
        int leftWidth = width(join.getLeft());
        int rightWidth = width(remote);
        ImmutableBitSet all = required.union(columns(join));
        ImmutableBitSet left =
                all.intersect(ImmutableBitSet.range(leftWidth)).union(ImmutableBitSet.of(join.leftKey()));
        ImmutableBitSet right = all.intersect(ImmutableBitSet.range(leftWidth, leftWidth + rightWidth))
                .shift(-leftWidth)
                .union(ImmutableBitSet.of(join.rightKey()));
        return new RemoteJoinOperator(
                build(join.getLeft(), left),
                type(join.getJoinType()),
                condition(join.getCondition()),
                join.leftKey(),
                join.rightKey(),
                remote.table().definition().columns().get(join.rightKey()).type(),
                RemoteBuilder.byKeys(compiler, remote, right, join.rightKey()),
                leftWidth,
                rightWidth);
    }

    private static List<AccessPath.Limit> limits(AccessPath path) {
        List<AccessPath.Limit> limits = new ArrayList<>();
        if (path.lower() != null) {
            limits.add(path.lower());
        }
        if (path.upper() != null) {
            limits.add(path.upper());
        }
        return limits;
    }

    private Operator hashLookup(BlazeHashLookup lookup, ImmutableBitSet required) {
        RelNode input = lookup.getInput();
        int[] columns = lookup.columns().stream().mapToInt(i -> i).toArray();
        Values.KeyForm[] forms = new Values.KeyForm[columns.length];
        for (int i = 0; i < columns.length; i++) {
            forms[i] = Values.KeyForm.of(
                    fieldType(input, columns[i]),
                    BlazeTypes.fromRel(lookup.values().get(i).getType()));
        }
        return new HashLookupOperator(
                build(input, required.union(ImmutableBitSet.of(columns))),
                columns,
                compiler.compile(lookup.values()),
                forms);
    }

    private Operator apply(BlazeApply apply, ImmutableBitSet required) {
        Set<CorrelationId> variables = apply.getVariablesSet();
        int leftWidth = width(apply.getLeft());
        ImmutableBitSet left = required.intersect(ImmutableBitSet.range(leftWidth))
                .union(SubQueryShapes.outerColumns(apply.getRight(), variables));
        ImmutableBitSet right = type(apply.getJoinType()).isLeftOnly()
                ? ImmutableBitSet.of()
                : required.except(ImmutableBitSet.range(leftWidth)).shift(-leftWidth);
        SubPlan plan = subQueries.within(variables, () -> subQueries.subPlan(apply.getRight(), right));
        return new ApplyOperator(
                build(apply.getLeft(), left),
                plan,
                apply.getCorrelationId().getId(),
                type(apply.getJoinType()),
                null,
                leftWidth,
                width(apply.getRight()));
    }

    static JoinType type(JoinRelType type) {
        return switch (type) {
            case INNER -> JoinType.INNER;
            case LEFT -> JoinType.LEFT;
            case RIGHT -> JoinType.RIGHT;
            case FULL -> JoinType.FULL;
            case SEMI -> JoinType.SEMI;
            case ANTI -> JoinType.ANTI;
            default ->
                throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "this kind of join is not supported");
        };
    }

    private Operator sort(BlazeSort sort, ImmutableBitSet required) {
        ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
        columns.addAll(required);
        sort.getCollation().getFieldCollations().forEach(field -> columns.set(field.getFieldIndex()));
        Operator overBatches = batches == null || sort.isInOrder() ? null : noted(sort, batches.sort(sort, required));
        if (overBatches != null) {
            return overBatches;
        }
        Operator input = build(sort.getInput(), columns.build());
        Expression offset = sort.offset == null ? null : compiler.compile(sort.offset);
        Expression fetch = sort.fetch == null ? null : compiler.compile(sort.fetch);
        return sort.isInOrder()
                ? SimpleOperators.limit(input, offset, fetch)
                : new SortOperator(input, comparator(sort.getCollation()), offset, fetch);
    }

    /** The order of a collation. */
    static Comparator<@Nullable Object[]> comparator(RelCollation collation) {
        Comparator<@Nullable Object[]> order = null;
        for (RelFieldCollation field : collation.getFieldCollations()) {
            boolean descending = field.direction.isDescending();
            Comparator<@Nullable Object[]> next =
                    Values.byColumn(field.getFieldIndex(), descending, isNullsFirst(field));
            order = order == null ? next : order.thenComparing(next);
        }
        return order == null ? (unusedLeft, unusedRight) -> 0 : order;
    }

    static boolean isNullsFirst(RelFieldCollation field) {
        return field.nullDirection == NullDirection.FIRST
                || (field.nullDirection == NullDirection.UNSPECIFIED && field.direction.isDescending());
    }

    private Operator setOp(SetOp setOp, ImmutableBitSet required) {
        boolean concat = setOp instanceof BlazeUnion && setOp.all;
        if (batches != null && !concat && setOp instanceof BlazeUnion union) {
            Operator distinct = noted(union, batches.distinct(union));
            if (distinct != null) {
                return distinct;
            }
        }
        Operator matched = batches == null || setOp instanceof BlazeUnion
                ? null
                : noted(setOp, BatchSetOperations.of(setOp, batches));
        if (matched != null) {
            return matched;
        }
        List<Operator> inputs = new ArrayList<>();
        for (RelNode input : setOp.getInputs()) {
            Operator operator = build(input, concat ? required : allColumns(input));
            inputs.add(converted(operator, input.getRowType(), setOp.getRowType()));
        }
        int width = width(setOp);
        int[] columns = IntStream.range(0, width).toArray();
        Values.KeyForm[] forms = keyForms(setOp.getRowType());
        if (setOp instanceof BlazeUnion) {
            Operator all = SimpleOperators.concat(inputs);
            return setOp.all ? all : SetOperators.distinct(all, columns, forms);
        }
        boolean intersect = setOp instanceof BlazeIntersect;
        if (!intersect && !(setOp instanceof BlazeMinus)) {
            throw new IllegalStateException("no operator for " + setOp.getRelTypeName());
        }
        Operator result = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            result = SetOperators.matchCounts(result, inputs.get(i), intersect, setOp.all, columns, forms);
        }
        return result;
    }

    static Values.KeyForm[] keyForms(RelDataType row) {
        return row.getFieldList().stream()
                .map(field -> BlazeTypes.fromRel(field.getType()))
                .map(type -> Values.KeyForm.of(type, type))
                .toArray(Values.KeyForm[]::new);
    }

    static SqlType fieldType(RelNode rel, int column) {
        return BlazeTypes.fromRel(rel.getRowType().getFieldList().get(column).getType());
    }

    /** Rows with values of the wanted types. */
    private static Operator converted(Operator input, RelDataType from, RelDataType to) {
        int width = to.getFieldCount();
        Expression[] columns = new Expression[width];
        boolean changed = false;
        for (int i = 0; i < width; i++) {
            SqlType source = BlazeTypes.fromRel(from.getFieldList().get(i).getType());
            SqlType target = BlazeTypes.fromRel(to.getFieldList().get(i).getType());
            Expression column = new Expression.Column(i);
            UnaryOperator<Object> cast = source.name() == target.name() || source.name() == SqlType.Name.NULL
                    ? null
                    : Casts.cast(source, target);
            changed |= cast != null;
            columns[i] = cast == null ? column : ExpressionCompiler.strict(column, cast);
        }
        return changed ? SimpleOperators.project(input, columns) : input;
    }

    private Operator shared(BlazeRel definition) {
        Operator present = shared.get(definition);
        if (present == null) {
            present = new SharedOperator(build(definition, allColumns(definition)));
            shared.put(definition, present);
        }
        return present;
    }

    private Operator recursive(BlazeRecursiveUnion recursive) {
        SimpleOperators.WorkTable table = workTable(recursive.table());
        Operator seed = build(recursive.getLeft(), allColumns(recursive.getLeft()));
        Operator step = build(recursive.getRight(), allColumns(recursive.getRight()));
        RelDataType row = recursive.getRowType();
        return new RecursiveOperator(
                seed,
                converted(step, recursive.getRight().getRowType(), row),
                table,
                recursive.isAll(),
                IntStream.range(0, row.getFieldCount()).toArray(),
                keyForms(row));
    }

    Expression literal(RexLiteral literal) {
        return compiler.compile(literal);
    }
}
