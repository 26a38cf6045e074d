/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.PolicyDefinition.Command;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.RowProgram;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.statement.InfixFunction;
import io.blazedb.calcite.parser.statement.ModifyNode;
import io.blazedb.calcite.parser.statement.TypedLiterals;
import io.blazedb.calcite.parser.statement.WithClause;
import io.blazedb.calcite.plan.cost.PlanMetadata;
import io.blazedb.calcite.plan.rel.AccessBoundary;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.SecurityBarrier;
import io.blazedb.calcite.schema.BlazeCatalogReader;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.schema.IndexExpressions;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.validate.ArrayCast;
import io.blazedb.calcite.validate.BlazeFunctions;
import io.blazedb.calcite.validate.BlazeOperators;
import io.blazedb.calcite.validate.BlazeValidator;
import io.blazedb.calcite.validate.EnumRules;
import io.blazedb.calcite.validate.NameObserver;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.CancelFlag;
import org.jspecify.annotations.Nullable;

/** The phases from a parsed query to relational algebra, for one compilation: names, types, views. */
final class Frontend {
    private static final int VIEWS_DEEP_MAX = 50;
    private static final int UNLIMITED = Integer.MAX_VALUE;
    private static final double ROWS_OF_VIEW = 100;
    /** What a table counts as under policies: its true size and its statistics would tell of rows that are hidden. */
    private static final double ROWS_HIDDEN = 1_000;

    private static final Set<String> WITH_ARGUMENTS = Set.of("GREATEST", "LEAST", "COALESCE");

    private static final Set<SqlKind> SPREADS =
            EnumSet.of(SqlKind.STDDEV_POP, SqlKind.STDDEV_SAMP, SqlKind.VAR_POP, SqlKind.VAR_SAMP);

    private static final SqlToRelConverter.Config TO_REL = SqlToRelConverter.config()
            .withExpand(false)
            .withTrimUnusedFields(false)
            .withDecorrelationEnabled(false)
            .withInSubQueryThreshold(UNLIMITED)
            .withRelBuilderConfigTransform(Frontend::plain);

    private final PlanningContext context;
    private final BlazeTypes.Factory typeFactory;
    private final RelOptCluster cluster;
    private final Set<ResolvedTable> tables;
    private final Map<Integer, RelDataType> parameterHints;
    private final TreeMap<Integer, RelDataType> parameters = new TreeMap<>();
    private final int viewDepth;
    /** Tables whose policies are being planned around this. */
    private final Set<ResolvedTable> policiesOf;

    private @Nullable ResolvedTable shape;
    private @Nullable ResolvedTable keyed;
    private List<Command> keyedCommands = List.of();
    private @Nullable ResolvedTable policed;
    private boolean policedWithKey;

    Frontend(PlanningContext context) {
        this.context = context;
        this.typeFactory = new BlazeTypes.Factory();
        VolcanoPlanner planner = new VolcanoPlanner(
                Contexts.of(new CancelFlag(context.cancelled()), new PlanningCheck(context::checkCancelled)));
        planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
        this.cluster = RelOptCluster.create(planner, new RexBuilder(typeFactory));
        cluster.setMetadataQuerySupplier(PlanMetadata::new);
        this.tables = new LinkedHashSet<>();
        this.parameterHints = new HashMap<>();
        this.viewDepth = 0;
        this.policiesOf = Set.of();
    }

    private Frontend(Frontend outer, PlanningContext context, Set<ResolvedTable> policiesOf) {
        this.context = context;
        this.typeFactory = outer.typeFactory;
        this.cluster = outer.cluster;
        this.tables = outer.tables;
        this.parameterHints = new HashMap<>();
        this.viewDepth = outer.viewDepth + 1;
        this.policiesOf = policiesOf;
    }

    /**
     * Rewriting expressions while they are built has wrong results (CALCITE-7619, 7542), and so has merging projections: correlated arguments
     * of an aggregate would look for columns of a view in the rows below it.
     */
    private static RelBuilder.Config plain(RelBuilder.Config config) {
        return config.withBloat(-1)
                .withSimplify(false)
                .withSimplifyLimit(false)
                .withSimplifyValues(false)
                .withPruneInputOfAggregate(false)
                .withAggregateUnique(true)
                .withPushJoinCondition(false);
    }

    /** A query as relational algebra. */
    record Converted(RelRoot root, List<@Nullable List<String>> origins) {
        RelNode rel() {
            return root.project();
        }
    }

    RelOptCluster cluster() {
        return cluster;
    }

    BlazeTypes.Factory typeFactory() {
        return typeFactory;
    }

    /** Every table and view that was resolved. */
    Set<ResolvedTable> tables() {
        return tables;
    }

    /** Says which type a parameter has that is assigned to a column. */
    void hint(int parameter, RelDataType type) {
        parameterHints.put(parameter, type);
    }

    /**
     * From now on rows of this table end with their key when it is named by {@link #keyedName}.
     *
     * @param commands whose policies choose the rows
     */
    List<String> keyedName(ResolvedTable table, Command... commands) {
        shape = null;
        keyed = table;
        keyedCommands = List.of(commands);
        return List.of(BlazeTable.KEYED_TABLE);
    }

    /**
     * The same for a table whose columns have other names, for one who may see all of its rows.
     *
     * @param renamed the table with those names
     */
    List<String> shapedKeyedName(ResolvedTable renamed, ResolvedTable table) {
        keyedName(table);
        shape = renamed;
        return List.of(BlazeTable.KEYED_TABLE);
    }

    /** As {@link #shapedKeyedName}, without the key. */
    List<String> shapedName(ResolvedTable renamed, ResolvedTable table) {
        shapedKeyedName(renamed, table);
        return List.of(BlazeTable.SHAPED_TABLE);
    }

    /** Resolves the names and types of a query in its place, and tells which columns it names. */
    SqlValidator resolve(SqlNode query, NameObserver observer) {
        BlazeCatalogReader reader = new BlazeCatalogReader(typeFactory, this::table);
        BlazeValidator validator = newValidator(reader);
        validator.tell(observer);
        query.accept(new OperatorReplacement(new GroupKeys(query, context), context));
        validator.validate(query);
        return validator;
    }

    private BlazeValidator newValidator(BlazeCatalogReader reader) {
        return new BlazeValidator(reader, typeFactory, parameterHints, context.functions(), context::checkCancelled);
    }

    Converted convert(SqlNode query) {
        BlazeCatalogReader reader = new BlazeCatalogReader(typeFactory, this::table);
        BlazeValidator validator = newValidator(reader);
        RowComparisons.spread(query);
        OuterAggregates.separate(query, context);
        query.accept(new OperatorReplacement(new GroupKeys(query, context), context));
        SqlNode validated = validator.validate(query);
        QueryConverter converter = new QueryConverter(
                validator, reader, cluster, Frontend::convertlet, TO_REL, shared -> plan(permitted(shared)));
        converter.countPlaces(validated);
        RelRoot converted = converter.convertQuery(validated, false, true);
        converted = converted.withRel(permitted(HavingVariables.complete(converted.rel)));
        validated.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlDynamicParam parameter) {
                parameters.putIfAbsent(parameter.getIndex(), validator.getValidatedNodeType(parameter));
                return null;
            }
        });
        return new Converted(converted, validator.getFieldOrigins(validated));
    }

    /** The plan, after asking whether the statement may read what it reads. */
    private RelNode permitted(RelNode rel) {
        return context.access().isUnrestricted() ? rel : UsedColumns.check(rel);
    }

    /** How a call becomes an expression. */
    private static @Nullable SqlRexConvertlet convertlet(SqlCall call) {
        SqlRexConvertlet convertlet = ofOtherTypes(call);
        if (convertlet == null || !EnumRules.takesTexts(call)) {
            return convertlet;
        }
        return (context, function) -> EnumRules.hasEnums(context, function)
                ? EnumRules.convertWithTexts(context, function)
                : convertlet.convertCall(context, function);
    }

    /** How a call becomes an expression: as Calcite has it, but for the days between two dates, EXTRACT and the number of a weekday. */
    @SuppressWarnings("ReferenceEquality") // operators of equal name are equal
    private static @Nullable SqlRexConvertlet ofOtherTypes(SqlCall call) {
        if (call.getOperator() == SqlStdOperatorTable.DAYOFWEEK) {
            SqlRexConvertlet extract = java.util.Objects.requireNonNull(StandardConvertletTable.INSTANCE.get(call));
            return (context, function) -> {
                RexBuilder rexBuilder = context.getRexBuilder();
                RexNode fromZero = extract.convertCall(context, function);
                RexNode one = rexBuilder.makeExactLiteral(BigDecimal.ONE, fromZero.getType());
                return rexBuilder.makeCall(fromZero.getType(), SqlStdOperatorTable.PLUS, List.of(fromZero, one));
            };
        }
        if (call.getOperator() == BlazeOperators.EXTRACT) {
            return (context, function) ->
                    StandardConvertletTable.INSTANCE.convertFunction(context, BlazeOperators.EXTRACT, function);
        }
        if (call.getOperator() == ArrayCast.INSTANCE) {
            return ArrayCast::convert;
        }
        if (call.getKind() == SqlKind.OVERLAPS) {
            return Overlaps::convert;
        }
        if (DistinctRows.mayBeCompared(call)) {
            return DistinctRows::convert;
        }
        if (call.isA(SqlKind.COMPARISON) || call.getKind() == SqlKind.BETWEEN) {
            SqlRexConvertlet comparison = StandardConvertletTable.INSTANCE.get(call);
            return comparison == null
                    ? null
                    : (context, own) -> TemporalSums.areIntervals(context, own)
                            ? TemporalSums.comparedIntervals(context, own)
                            : TemporalSums.compared(context.getRexBuilder(), comparison.convertCall(context, own));
        }
        if (SPREADS.contains(call.getKind())) {
            // Calcite would compute squares of sums here, in a type that cannot hold them.
            return (context, function) -> context.getRexBuilder()
                    .makeCall(
                            context.getValidator().getValidatedNodeType(function),
                            function.getOperator(),
                            function.getOperandList().stream()
                                    .map(context::convertExpression)
                                    .toList());
        }
        SqlOperator standardOperator = call.getOperator() == BlazeOperators.MINUS
                ? SqlStdOperatorTable.MINUS
                : call.getOperator() == BlazeOperators.PLUS
                        ? SqlStdOperatorTable.PLUS
                        : call.getOperator() == BlazeOperators.CONCAT ? SqlStdOperatorTable.CONCAT : null;
        if (standardOperator == null) {
            return StandardConvertletTable.INSTANCE.get(call);
        }
        return (context, own) -> {
            RelDataType type = context.getValidator().getValidatedNodeType(own);
            List<RelDataType> operandTypes = own.getOperandList().stream()
                    .map(context.getValidator()::getValidatedNodeType)
                    .toList();
            RexNode temporal = TemporalSums.convert(context, own, operandTypes, type);
            if (temporal != null) {
                return temporal;
            }
            SqlOperator ofArrays = call.getOperator() == BlazeOperators.CONCAT ? ArrayCast.concat(operandTypes) : null;
            if (ofArrays != null) {
                return context.getRexBuilder()
                        .makeCall(
                                type,
                                ofArrays,
                                own.getOperandList().stream()
                                        .map(context::convertExpression)
                                        .toList());
            }
            boolean json = isJsonb(operandTypes.get(0));
            if (json || isOfDays(operandTypes)) {
                SqlOperator function = !json
                        ? own.getOperator()
                        : call.getOperator() == BlazeOperators.CONCAT
                                ? BlazeFunctions.JSONB_CONCAT
                                : BlazeFunctions.JSONB_DELETE;
                return context.getRexBuilder()
                        .makeCall(
                                type,
                                function,
                                own.getOperandList().stream()
                                        .map(context::convertExpression)
                                        .toList());
            }
            SqlCall standard = standardOperator.createCall(own.getParserPosition(), own.getOperandList());
            context.getValidator().setValidatedNodeType(standard, type);
            return java.util.Objects.requireNonNull(StandardConvertletTable.INSTANCE.get(standard))
                    .convertCall(context, standard);
        };
    }

    /** PostgreSQL's functions are those of schema {@code pg_catalog}, which dumps say. */
    private static void ofCatalog(SqlBasicCall call, SqlUnresolvedFunction function) {
        SqlIdentifier name = function.getSqlIdentifier();
        if (name != null && name.names.size() == 2 && name.names.get(0).equals("pg_catalog")) {
            SqlIdentifier simple = new SqlIdentifier(name.names.get(1), name.getParserPosition());
            call.setOperator(new SqlUnresolvedFunction(
                    simple, null, null, null, null, SqlFunctionCategory.USER_DEFINED_FUNCTION));
        }
    }

    private static boolean isJsonb(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.VARCHAR
                && BlazeTypes.fromRel(type).name() == SqlType.Name.JSONB;
    }

    /** Dates with dates or numbers: arithmetic of days. */
    private static boolean isOfDays(List<RelDataType> types) {
        boolean date = false;
        for (RelDataType type : types) {
            date |= type.getSqlTypeName() == SqlTypeName.DATE;
            if (type.getSqlTypeName() != SqlTypeName.DATE && !SqlTypeUtil.isExactNumeric(type)) {
                return false;
            }
        }
        return date && types.size() == 2;
    }

    /** Puts the engine's operators in place of those that the parser makes itself. */
    private static final class OperatorReplacement extends SqlBasicVisitor<@Nullable Void> {
        private final GroupKeys groupKeys;
        private final PlanningContext context;

        OperatorReplacement(GroupKeys groupKeys, PlanningContext context) {
            this.groupKeys = groupKeys;
            this.context = context;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // operators of equal name are equal
        public @Nullable Void visit(SqlCall call) {
            if (call instanceof SqlBasicCall basic && basic.getOperator() instanceof SqlAggFunction aggregate) {
                basic.setOperator(BlazeOperators.aggregate(aggregate));
            }
            if (call instanceof SqlBasicCall basic && basic.getOperator() == SqlStdOperatorTable.MINUS) {
                basic.setOperator(BlazeOperators.MINUS);
            }
            if (call instanceof SqlBasicCall basic && basic.getOperator() instanceof SqlUnresolvedFunction function) {
                ofCatalog(basic, function);
            }
            if (call instanceof SqlBasicCall basic && basic.getOperator() == SqlStdOperatorTable.UNARY_PLUS) {
                basic.setOperator(BlazeOperators.PLUS_SIGN);
            }
            if (call instanceof SqlBasicCall basic && basic.getOperator() == SqlStdOperatorTable.PLUS) {
                basic.setOperator(BlazeOperators.PLUS);
            }
            if (call instanceof SqlBasicCall basic && basic.getOperator() == SqlStdOperatorTable.SUBSTRING) {
                basic.setOperator(BlazeFunctions.SUBSTRING);
            }
            if (call.operandCount() == 0
                    && call.getOperator() instanceof SqlFunction function
                    && WITH_ARGUMENTS.contains(function.getName().toUpperCase(Locale.ROOT))) {
                throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, function.getName() + " needs arguments");
            }
            if (call.getKind() == SqlKind.EXISTS && !call.operand(0).isA(SqlKind.QUERY)) {
                throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "EXISTS needs a query");
            }
            if (call instanceof SqlWith with) {
                requireDifferentNames(with);
            }
            if (call instanceof SqlJoin join) {
                JoinColumns.requireKnown(join);
            }
            if (call instanceof SqlOrderBy ordered) {
                WindowNames.inOrder(ordered);
            }
            if (call.getKind() == SqlKind.PRECEDING || call.getKind() == SqlKind.FOLLOWING) {
                call.setOperand(0, TypedLiterals.distance(call.operand(0)));
            }
            if (call.getKind() == SqlKind.OVER) {
                WindowFrames.drop(call);
            }
            if (call instanceof SqlWithItem item && item.recursive.booleanValue()) {
                RecursiveTexts.widen(item);
            }
            if (call instanceof SqlWithItem item && item.query instanceof ModifyNode) {
                throw WithClause.notAtTheTop();
            }
            if (call instanceof SqlSelect select) {
                WindowNames.inSelect(select);
                RecursiveTexts.keepBlanks(select);
                JoinColumns.inWhere(select);
                groupKeys.complete(select);
            }
            if (call.getKind() == SqlKind.CAST && call.operand(1) instanceof SqlDataTypeSpec type) {
                call.setOperand(1, NumericType.orUnchanged(type));
                NamedMoments.settle(call);
                Domains.settle(call, context);
                if (call instanceof SqlBasicCall basic) {
                    basic.setOperator(ArrayCast.INSTANCE);
                }
            }
            if (call instanceof SqlBasicCall basic && basic.getOperator() == InfixFunction.CONCATENATION) {
                basic.setOperator(BlazeOperators.CONCAT);
            }
            return super.visit(call);
        }
    }

    private static void requireDifferentNames(SqlWith with) {
        Set<String> names = new HashSet<>();
        for (SqlNode item : with.withList) {
            String name = ((SqlWithItem) item).name.getSimple();
            if (!names.add(name)) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_ALIAS, "WITH query name \"" + name + "\" specified more than once");
            }
        }
    }

    private @Nullable BlazeTable table(List<String> names) {
        ResolvedTable target = keyed;
        ResolvedTable renamed = shape;
        boolean withKey = names.equals(List.of(BlazeTable.KEYED_TABLE));
        if (target != null && renamed != null && (withKey || names.equals(List.of(BlazeTable.SHAPED_TABLE)))) {
            return shaped(renamed, target, withKey);
        }
        if (target != null && withKey) {
            return table(target, true, keyedCommands);
        }
        ResolvedTable row = policed;
        if (row != null && names.equals(List.of(BlazeTable.POLICY_TABLE))) {
            return new BlazeTable(
                    row.database(),
                    row.definition(),
                    ROWS_HIDDEN,
                    null,
                    policedWithKey,
                    false,
                    null,
                    () -> indexExpressions(row, context));
        }
        ResolvedTable resolved = context.resolve(names);
        if (resolved == null) {
            return null;
        }
        tables.add(resolved);
        return table(resolved, false, List.of(Command.SELECT));
    }

    /** Expressions over the rows of a table, which may name nothing else. */
    static List<RexNode> rowExpressions(ResolvedTable table, List<SqlNode> expressions, PlanningContext context) {
        Frontend own = new Frontend(
                context.inSchema(table.database(), table.definition().schema()));
        RelNode rel = own.convert(SourceQueries.columns(
                        own.keyedName(table), table.definition().name(), expressions, null))
                .rel();
        if (rel instanceof Project project) {
            return project.getProjects();
        }
        throw new BlazeSqlException(
                SqlErrorCode.FEATURE_NOT_SUPPORTED, "this expression is not supported in this place");
    }

    /** What the indexes of a table compute. */
    static IndexExpressions indexExpressions(ResolvedTable table, PlanningContext context) {
        List<SqlNode> texts = new ArrayList<>();
        for (IndexDefinition index : table.definition().indexes()) {
            index.columns().stream()
                    .filter(column -> column.expression() != null)
                    .forEach(column -> texts.add(
                            BlazeParser.parseExpression(column.computed().sql())));
            if (index.predicateSql() != null) {
                texts.add(BlazeParser.parseExpression(index.predicateSql()));
            }
        }
        if (texts.isEmpty()) {
            return new IndexExpressions();
        }
        Iterator<RexNode> converted = rowExpressions(table, texts, context).iterator();
        IndexExpressions expressions = new IndexExpressions();
        for (IndexDefinition index : table.definition().indexes()) {
            for (IndexDefinition.Column column : index.columns()) {
                if (column.expression() != null) {
                    expressions.add(index.name(), converted.next());
                }
            }
            if (index.predicateSql() != null) {
                expressions.predicate(index.name(), converted.next());
            }
        }
        return expressions;
    }

    private BlazeTable shaped(ResolvedTable renamed, ResolvedTable table, boolean withKey) {
        return new BlazeTable(
                table.database(),
                renamed.definition(),
                context.estimatedRows(table),
                context.statistics(table),
                withKey,
                context.isRemote(table.database()),
                null,
                () -> indexExpressions(table, context));
    }

    private BlazeTable table(ResolvedTable resolved, boolean written, List<Command> commands) {
        TableDefinition definition = resolved.definition();
        // Without a command the rows are at hand already.
        TableRights rights = commands.isEmpty() ? null : context.access().of(resolved.database(), definition);
        boolean stored = definition.kind() == TableDefinition.Kind.TABLE;
        if (stored && rights != null && rights.isFiltered()) {
            return new BlazeTable(
                    resolved.database(),
                    definition,
                    ROWS_HIDDEN,
                    null,
                    written,
                    context.isRemote(resolved.database()),
                    scan -> {
                        RelNode filtered = filtered(resolved, written, conditions(rights, commands));
                        return new AccessBoundary(cluster, filtered, rights, written);
                    },
                    () -> indexExpressions(resolved, context));
        }
        BlazeTable.Expansion expansion = stored || definition.viewSql() == null ? null : scan -> view(resolved);
        if (rights != null) {
            BlazeTable.Expansion inner = expansion == null ? scan -> scan : expansion;
            expansion = scan -> new AccessBoundary(cluster, inner.expand(scan), rights, written);
        }
        double rows = stored ? context.estimatedRows(resolved) : ROWS_OF_VIEW;
        return new BlazeTable(
                resolved.database(),
                definition,
                rows,
                context.statistics(resolved),
                written,
                stored && context.isRemote(resolved.database()),
                expansion,
                () -> indexExpressions(resolved, context));
    }

    private RelNode view(ResolvedTable view) {
        TableDefinition definition = view.definition();
        if (viewDepth >= VIEWS_DEEP_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.STATEMENT_TOO_COMPLEX, "view \"" + definition.name() + "\" is nested too deeply");
        }
        String sql = Objects.requireNonNull(definition.viewSql());
        RelNode rel = new Frontend(this, context.inView(view), policiesOf)
                .convert(BlazeParser.parse(sql))
                .rel();
        RelDataType declared = BlazeTypes.rowType(typeFactory, definition.columns());
        if (rel.getRowType().getFieldCount() != declared.getFieldCount()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION,
                    "view \"" + definition.name() + "\" no longer fits the tables it reads");
        }
        return RelOptUtil.createCastRel(rel, declared, true);
    }

    // Policies.

    /** What policies for several commands together demand of a row that is there, as SQL. */
    static String conditions(TableRights rights, List<Command> commands) {
        return commands.stream()
                .map(command -> "(" + rights.using(command) + ")")
                .collect(Collectors.joining(" AND "));
    }

    /** The rows of a table that policies show. */
    private RelNode filtered(ResolvedTable table, boolean withKey, String condition) {
        Frontend inner = ofPolicy(table, withKey);
        SqlNode from = policyTable(table);
        SqlNode all = SqlIdentifier.star(SqlParserPos.ZERO);
        SqlNode where = BlazeParser.parseExpression(condition);
        RelNode rows =
                inner.convert(SourceQueries.select(List.of(all), from, where)).rel();
        return new SecurityBarrier(cluster, rows);
    }

    /** A condition over rows of a table that are at hand, as its policies write it. */
    RowProgram rowCondition(ResolvedTable table, String condition) {
        Frontend inner = ofPolicy(table, false);
        RowProgram program = RowPrograms.condition(inner, BlazeParser.parseExpression(condition), policyTable(table));
        if (!inner.parameters.isEmpty()) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_DEFINITION, "a policy cannot have parameters");
        }
        return program;
    }

    private static SqlNode policyTable(ResolvedTable table) {
        SqlNode name = new SqlIdentifier(List.of(BlazeTable.POLICY_TABLE), SqlParserPos.ZERO);
        return SourceQueries.named(name, table.definition().name());
    }

    /** Plans a policy: with the rights of who asks, in the table's schema. */
    private Frontend ofPolicy(ResolvedTable table, boolean withKey) {
        if (policiesOf.contains(table)) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_OBJECT_DEFINITION,
                    "infinite recursion detected in policy for table \""
                            + table.definition().name() + "\"");
        }
        Set<ResolvedTable> around = new HashSet<>(policiesOf);
        around.add(table);
        PlanningContext inside =
                context.inSchema(table.database(), table.definition().schema());
        Frontend inner = new Frontend(this, inside, around);
        inner.policed = table;
        inner.policedWithKey = withKey;
        return inner;
    }

    /** Types of the parameters of all that was converted. */
    List<RelDataType> parameterTypes() {
        return List.copyOf(parameters.values());
    }

    /** The physical plan of a query. */
    BlazeRel plan(RelNode logical) {
        return new PhysicalPlanner(new LogicalOptimizer()).plan(logical);
    }
}
