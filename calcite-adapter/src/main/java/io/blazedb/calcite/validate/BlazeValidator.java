/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.function.UserFunction;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.schema.BlazeTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.AliasNamespace;
import org.apache.calcite.sql.validate.SqlQualified;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names and types. A parameter whose surroundings say nothing about its type has the type of the column it is assigned to,
 * otherwise it is text.
 */
public final class BlazeValidator extends SqlValidatorImpl {
    private static final SqlValidator.Config CONFIG = SqlValidator.Config.DEFAULT
            .withConformance(BlazeConformance.INSTANCE)
            .withDefaultNullCollation(NullCollation.HIGH)
            .withTypeCoercionFactory(ArrayCoercion::new)
            .withIdentifierExpansion(true)
            .withCallRewrite(true);

    private final Map<Integer, RelDataType> parameterHints;
    private final Runnable check;
    private @Nullable NameObserver observer;

    /**
     * A validator for one statement.
     *
     * @param parameterHints types of parameters, by index, that are assigned to columns
     * @param functions those that the program has given
     * @param check called again and again; fails if the statement shall not be validated any further
     */
    public BlazeValidator(
            SqlValidatorCatalogReader catalogReader,
            BlazeTypes.Factory typeFactory,
            Map<Integer, RelDataType> parameterHints,
            List<UserFunction> functions,
            Runnable check) {
        super(UserOperators.with(functions), catalogReader, typeFactory, CONFIG);
        this.parameterHints = parameterHints;
        this.check = check;
    }

    /** From now on somebody is told of the columns that are named. */
    public void tell(NameObserver listener) {
        observer = listener;
    }

    private void tell(NameObserver listener, SqlValidatorScope scope, SqlIdentifier name) {
        SqlQualified qualified;
        try {
            qualified = scope.fullyQualify(name);
        } catch (CalciteContextException noColumn) {
            return;
        }
        SqlValidatorNamespace namespace = qualified.namespace;
        SqlValidatorTable table = namespace == null ? null : namespace.getTable();
        BlazeTable named = table == null ? null : table.unwrap(BlazeTable.class);
        if (named != null) {
            listener.column(name, named, Util.last(qualified.identifier.names));
        }
    }

    @Override
    public RelDataType deriveType(SqlValidatorScope scope, SqlNode node) {
        check.run();
        if (observer != null && node instanceof SqlIdentifier name && !name.isStar()) {
            tell(observer, scope, name);
        }
        if (node instanceof LiteralParameter literal) {
            RelDataType type = literal.relType((BlazeTypes.Factory) typeFactory);
            setValidatedNodeType(literal, type);
            return type;
        }
        if (node instanceof SqlBasicCall call && IntervalAggregates.mayBe(call)) {
            RelDataType type = deriveType(scope.getOperandScope(call), call.operand(0));
            IntervalAggregates.settle(call, type);
        }
        if (node.getKind() == SqlKind.FILTER) {
            SqlCall ordered = ((SqlCall) node).operand(0);
            SqlCall function = unordered(ordered);
            if (function != null) {
                return filtered(scope, (SqlCall) node, ordered, function);
            }
        }
        return super.deriveType(scope, node);
    }

    /** The type of an aggregate function with both an order and a condition, of which Calcite would ask the type of the order. */
    private RelDataType filtered(SqlValidatorScope scope, SqlCall filter, SqlCall ordered, SqlCall function) {
        deriveType(scope, ordered);
        for (SqlNode operand : ordered.getOperandList()) {
            if (operand instanceof SqlNodeList order) {
                order.forEach(item -> deriveType(scope, InputColumns.bare(item)));
            }
        }
        RelDataType type;
        if (function.getOperator() instanceof SqlAggFunction aggregate && aggregate.isPercentile()) {
            // Its type is that of the order, whatever the condition.
            type = deriveType(scope, ordered);
            deriveType(scope, filter.operand(1));
        } else {
            type = deriveType(
                    scope,
                    filter.getOperator().createCall(filter.getParserPosition(), function, filter.<SqlNode>operand(1)));
        }
        setValidatedNodeType(filter, type);
        setValidatedNodeType(ordered, type);
        return type;
    }

    /** An aggregate function without the order of its rows; null if it has none. */
    private static @Nullable SqlCall unordered(SqlCall function) {
        if (function.getKind() == SqlKind.WITHIN_GROUP) {
            return function.operand(0);
        }
        List<SqlNode> arguments = function.getOperandList().stream()
                .filter(argument -> !(argument instanceof SqlNodeList))
                .toList();
        return arguments.size() == function.operandCount()
                ? null
                : function.getOperator()
                        .createCall(
                                function.getFunctionQuantifier(),
                                function.getParserPosition(),
                                arguments.toArray(SqlNode[]::new));
    }

    @Override
    protected void registerNamespace(
            @Nullable SqlValidatorScope usingScope,
            @Nullable String alias,
            SqlValidatorNamespace namespace,
            boolean forceNullable) {
        boolean aliases = namespace instanceof AliasNamespace
                && namespace.getNode() instanceof SqlCall call
                && call.operandCount() > 2;
        super.registerNamespace(
                usingScope,
                alias,
                aliases
                        ? new ShortAliases(this, (SqlCall) namespace.getNode(), namespace.getEnclosingNode())
                        : namespace,
                forceNullable);
    }

    @Override
    public void validateWithItem(SqlWithItem item) {
        SqlValidatorNamespace query =
                item.columnList == null || item.recursive.booleanValue() ? null : getNamespace(item.query);
        if (query != null) {
            ShortAliases.complete(item, query.getRowType());
        }
        super.validateWithItem(item);
    }

    @Override
    protected void validateSelect(SqlSelect select, RelDataType targetRowType) {
        WholeRows.inSelect(select, getWhereScope(select));
        super.validateSelect(select, targetRowType);
    }

    @Override
    public void validateCall(SqlCall call, SqlValidatorScope scope) {
        if (call.getKind() == SqlKind.UNNEST) {
            for (int i = 0; i < call.operandCount(); i++) {
                call.setOperand(i, WholeRows.inCondition(call.operand(i), scope));
            }
        }
        super.validateCall(call, scope);
        List<@Nullable RelDataType> types = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            types.add(operand == null ? null : getValidatedNodeTypeIfKnown(operand));
        }
        EnumRules.require(call, types);
    }

    @Override
    protected void validateJoin(SqlJoin join, SqlValidatorScope scope) {
        SqlNode condition = join.getCondition();
        if (condition != null && join.getConditionType() == JoinConditionType.ON) {
            join.setOperand(5, WholeRows.inCondition(condition, getJoinScope(join)));
        }
        super.validateJoin(join, scope);
    }

    @Override
    public SqlNode expandOrderExpr(SqlSelect select, SqlNode orderExpr) {
        check.run();
        SqlNode bare = InputColumns.bare(orderExpr);
        if (observer != null && bare instanceof SqlIdentifier name && !isResult(select, name)) {
            tell(observer, getWhereScope(select), name);
        }
        SqlNode resolved = InputColumns.inOrderItem(orderExpr, getWhereScope(select));
        SqlNode expanded = super.expandOrderExpr(select, resolved);
        if (resolved != orderExpr && expanded == resolved && getValidatedNodeTypeIfKnown(expanded) == null) {
            // Calcite gives types only to what it has expanded itself.
            SqlValidatorScope scope = getOrderScope(select);
            inferUnknownTypes(unknownType, scope, expanded);
            setValidatedNodeType(expanded, deriveType(scope, expanded));
        }
        return expanded;
    }

    /** Whether a name alone is that of a column of the result. */
    private static boolean isResult(SqlSelect select, SqlIdentifier name) {
        return name.isSimple()
                && select.getSelectList().stream()
                        .anyMatch(item -> name.getSimple().equals(SqlValidatorUtil.alias(item)));
    }

    @Override
    protected void validateHavingClause(SqlSelect select) {
        SqlNode having = select.getHaving();
        if (having != null) {
            select.setHaving(InputColumns.inHaving(having, getWhereScope(select)));
        }
        super.validateHavingClause(select);
    }

    @Override
    protected void inferUnknownTypes(RelDataType inferredType, SqlValidatorScope scope, SqlNode node) {
        if (node instanceof LiteralParameter literal) {
            RelDataType hint = parameterHints.get(literal.getIndex());
            literal.meets(hint != null ? hint : inferredType);
            setValidatedNodeType(literal, literal.relType((BlazeTypes.Factory) typeFactory));
            return;
        }
        if (node instanceof SqlDynamicParam parameter && isUnknown(inferredType)) {
            RelDataType hint = parameterHints.get(parameter.getIndex());
            RelDataType type = hint != null ? hint : typeFactory.createSqlType(SqlTypeName.VARCHAR);
            super.inferUnknownTypes(type, scope, node);
            return;
        }
        if (node.getKind() == SqlKind.FILTER) {
            SqlCall filter = (SqlCall) node;
            inferUnknownTypes(inferredType, scope, filter.operand(0));
            inferUnknownTypes(typeFactory.createSqlType(SqlTypeName.BOOLEAN), scope, filter.operand(1));
            return;
        }
        if (node.getKind() == SqlKind.WITHIN_GROUP) {
            SqlCall ordered = (SqlCall) node;
            inferUnknownTypes(inferredType, scope, ordered.operand(0));
            ordered.<SqlNodeList>operand(1).forEach(item -> inferUnknownTypes(unknownType, scope, item));
            return;
        }
        if (node instanceof SqlNodeList list && inferredType.isStruct() && areRows(list)) {
            list.forEach(row -> super.inferUnknownTypes(inferredType, scope, row));
            return;
        }
        super.inferUnknownTypes(inferredType, scope, node);
    }

    /** Whether it is the right side of {@code (a, b) IN ((?, ?), ...)}: each row, not each position, has the type of the left side. */
    private static boolean areRows(SqlNodeList list) {
        return !list.isEmpty() && list.stream().allMatch(node -> node != null && node.getKind() == SqlKind.ROW);
    }

    private boolean isUnknown(RelDataType type) {
        return type.equals(unknownType) || type.getSqlTypeName() == SqlTypeName.NULL;
    }
}
