/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.DelegatingScope;
import org.apache.calcite.sql.validate.ListScope;
import org.apache.calcite.sql.validate.SqlMoniker;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/**
 * Rows as values: a name of FROM stands for its whole row where no column has that name, {@code (a, b)} and {@code ROW(a, b)} for a
 * row of their own. In comparisons they are rows to Calcite; everywhere else they become one value ({@link RecordOperator}).
 */
final class WholeRows {
    private final SqlValidatorScope scope;

    private WholeRows(SqlValidatorScope scope) {
        this.scope = scope;
    }

    /** Replaces the rows in a query's clauses, but not in its sub-queries. */
    static void inSelect(SqlSelect select, SqlValidatorScope scope) {
        WholeRows rows = new WholeRows(scope);
        SqlNodeList items = select.getSelectList();
        if (select.getOrderList() != null) {
            rows.inOrder(select.getOrderList(), items);
        }
        if (select.getGroup() != null) {
            rows.inGroup(select.getGroup(), items);
        }
        rows.inList(items, true);
        SqlNode where = select.getWhere();
        if (where != null) {
            select.setWhere(rows.replaced(where, false));
        }
        SqlNode having = select.getHaving();
        if (having != null) {
            select.setHaving(rows.replaced(having, false));
        }
    }

    /** Replaces the rows in the condition of a join. */
    static SqlNode inCondition(SqlNode condition, SqlValidatorScope scope) {
        return new WholeRows(scope).replaced(condition, false);
    }

    private void inList(SqlNodeList nodes, boolean value) {
        for (int i = 0; i < nodes.size(); i++) {
            SqlNode node = nodes.get(i);
            if (node instanceof SqlIdentifier name && name.isStar()) {
                continue;
            }
            if (node instanceof SqlIdentifier name && isRow(name)) {
                nodes.set(i, SqlValidatorUtil.addAlias(replaced(node, value), name.getSimple()));
            } else {
                nodes.set(i, replaced(node, value));
            }
        }
    }

    /** A row in ORDER BY stands for its fields, one after the other. */
    private void inOrder(SqlNodeList order, SqlNodeList items) {
        List<SqlNode> expanded = new ArrayList<>();
        for (SqlNode item : order) {
            SqlNode bare = InputColumns.bare(item);
            SqlCall row = bare instanceof SqlIdentifier name && isOwn(name, items) ? row(name, false) : null;
            if (row == null) {
                expanded.add(replaced(item, true));
            } else {
                row.getOperandList().forEach(field -> expanded.add(directed(item, field)));
            }
        }
        order.clear();
        expanded.forEach(order::add);
    }

    private static SqlNode directed(SqlNode item, SqlNode field) {
        return item instanceof SqlCall call && call.getKind() != SqlKind.DOT && isDirection(call)
                ? call.getOperator().createCall(call.getParserPosition(), directed(call.operand(0), field))
                : field;
    }

    private static boolean isDirection(SqlCall call) {
        return switch (call.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> true;
            default -> false;
        };
    }

    private void inGroup(SqlNodeList group, SqlNodeList items) {
        List<SqlNode> expanded = new ArrayList<>();
        for (SqlNode item : group) {
            SqlCall row = item instanceof SqlIdentifier name && isOwn(name, items) ? row(name, false) : null;
            if (row == null) {
                expanded.add(item);
            } else {
                expanded.addAll(row.getOperandList());
            }
        }
        group.clear();
        expanded.forEach(group::add);
    }

    /** Whether no item of the select list but the row itself has this name. */
    private boolean isOwn(SqlIdentifier name, SqlNodeList items) {
        return isRow(name)
                && items.stream()
                        .noneMatch(item -> !(item instanceof SqlIdentifier)
                                && name.getSimple().equals(SqlValidatorUtil.alias(item)));
    }

    private SqlNode replaced(SqlNode node, boolean value) {
        if (node instanceof SqlIdentifier name) {
            SqlCall row = row(name, value);
            return row == null ? name : row;
        }
        if (node instanceof SqlNodeList list) {
            for (int i = 0; i < list.size(); i++) {
                SqlNode element = list.get(i);
                if (element != null) {
                    list.set(i, replaced(element, value));
                }
            }
            return list;
        }
        if (!(node instanceof SqlCall call) || call.isA(SqlKind.QUERY)) {
            return node;
        }
        if (call.getKind() == SqlKind.DOT && call.operand(0) instanceof SqlIdentifier name && isRow(name)) {
            return ((SqlIdentifier) call.operand(1)).isSimple()
                    ? name.plus(((SqlIdentifier) call.operand(1)).getSimple(), call.getParserPosition())
                    : node;
        }
        if (call.getKind() == SqlKind.IS_NULL || call.getKind() == SqlKind.IS_NOT_NULL) {
            SqlNode tested = replaced(call.operand(0), false);
            if (tested.getKind() == SqlKind.ROW) {
                return each((SqlCall) tested, call);
            }
        }
        if (call instanceof SqlCase choice) {
            inCoalesce(choice);
        }
        boolean ofValues = !takesRows(call) || holdsRow(call);
        for (int i = 0; i < call.operandCount(); i++) {
            SqlNode operand = call.operand(i);
            if (operand != null && mayHoldRows(call, i)) {
                SqlNode replacement = replaced(operand, ofValues);
                if (replacement != operand) {
                    call.setOperand(i, replacement);
                }
            }
        }
        return value && call.getKind() == SqlKind.ROW ? record(call) : call;
    }

    /** COALESCE has become CASE WHEN t IS NOT NULL THEN t: it asks for a value, not for each of the row's fields. */
    private void inCoalesce(SqlCase choice) {
        SqlNodeList conditions = choice.getWhenOperands();
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i) instanceof SqlCall test
                    && test.getKind() == SqlKind.IS_NOT_NULL
                    && test.operand(0) instanceof SqlIdentifier name
                    && name.equalsDeep(uncast(choice.getThenOperands().get(i)), Litmus.IGNORE)
                    && isRow(name)) {
                test.setOperand(0, java.util.Objects.requireNonNull(row(name, true)));
            }
        }
    }

    private static SqlNode uncast(SqlNode node) {
        return node instanceof SqlCall call && call.operandCount() == 1 ? call.operand(0) : node;
    }

    /** A row is NULL if all of its fields are, and NOT NULL if none is. */
    private static SqlNode each(SqlCall row, SqlCall test) {
        SqlNode all = null;
        for (SqlNode field : row.getOperandList()) {
            SqlNode one = test.getOperator().createCall(test.getParserPosition(), field);
            all = all == null ? one : SqlStdOperatorTable.AND.createCall(test.getParserPosition(), all, one);
        }
        return all == null ? test : all;
    }

    /** Whether one of the things compared is a row of FROM: then values are compared, in which NULLs are equal. */
    private boolean holdsRow(SqlCall call) {
        return call.getOperandList().stream().anyMatch(operand -> operand instanceof SqlIdentifier name && isRow(name));
    }

    private static boolean mayHoldRows(SqlCall call, int operand) {
        return switch (call.getKind()) {
            case AS -> operand == 0;
            case OVER, WITHIN_GROUP, FILTER -> true;
            default -> !(call.operand(operand) instanceof SqlIdentifier name) || !name.names.isEmpty();
        };
    }

    /** Whether rows as operands are compared field by field. */
    private static boolean takesRows(SqlCall call) {
        return switch (call.getKind()) {
            case EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL,
                    IN,
                    NOT_IN,
                    SOME,
                    ALL,
                    IS_NULL,
                    IS_NOT_NULL,
                    IS_DISTINCT_FROM,
                    IS_NOT_DISTINCT_FROM,
                    BETWEEN,
                    OVERLAPS,
                    PERIOD_EQUALS,
                    CONTAINS,
                    PRECEDES,
                    SUCCEEDS,
                    IMMEDIATELY_PRECEDES,
                    IMMEDIATELY_SUCCEEDS,
                    ROLLUP,
                    CUBE,
                    GROUPING_SETS -> true;
            default -> false;
        };
    }

    /** {@code ROW(a, b)} as one value with fields f1, f2. */
    private static SqlNode record(SqlCall row) {
        List<String> names = IntStream.rangeClosed(1, row.operandCount())
                .mapToObj(i -> "f" + i)
                .toList();
        return new RecordOperator(names, false).createCall(row.getParserPosition(), row.getOperandList());
    }

    private boolean isRow(SqlIdentifier name) {
        return row(name, false) != null;
    }

    /** The row that a name stands for, one value or a row to Calcite; null if it is a column's name or unknown. */
    private @Nullable SqlCall row(SqlIdentifier name, boolean value) {
        boolean star = name.names.size() == 2 && name.isStar();
        if (!name.isSimple() && !star) {
            return null;
        }
        String alias = name.names.get(0);
        for (SqlValidatorScope at = scope; at instanceof DelegatingScope inner; at = inner.getParent()) {
            int child = at instanceof ListScope list ? childOf(list, alias) : -1;
            if (child >= 0) {
                return !star && isColumn(name) ? null : row((ListScope) at, child, name, value);
            }
        }
        return null;
    }

    private static int childOf(ListScope scope, String alias) {
        List<SqlMoniker> aliases = new ArrayList<>();
        scope.findAliases(aliases);
        for (int i = 0; i < scope.getChildren().size() && i < aliases.size(); i++) {
            if (aliases.get(i).getFullyQualifiedNames().equals(List.of(alias))) {
                return i;
            }
        }
        return -1;
    }

    private boolean isColumn(SqlIdentifier name) {
        try {
            scope.fullyQualify(name);
            return true;
        } catch (CalciteContextException noColumn) {
            return false;
        }
    }

    /** A column of VALUES without a name is column1, column2, ... */
    private static String shown(String name) {
        return name.matches("EXPR\\$\\d{1,6}") ? "column" + (Integer.parseInt(name.substring(5)) + 1) : name;
    }

    private static SqlCall row(ListScope scope, int child, SqlIdentifier name, boolean value) {
        SqlValidatorNamespace namespace = scope.getChildren().get(child);
        List<String> names = namespace.getRowType().getFieldNames();
        List<String> shown = names.stream().map(WholeRows::shown).toList();
        SqlParserPos position = name.getParserPosition();
        List<SqlNode> fields = new ArrayList<>();
        names.forEach(field -> fields.add(new SqlIdentifier(List.of(name.names.get(0), field), position)));
        return value
                ? new RecordOperator(shown, scope.isChildNullable(child)).createCall(position, fields)
                : SqlStdOperatorTable.ROW.createCall(position, fields);
    }
}
