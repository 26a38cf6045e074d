/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.SqlTypeName;

/** Expressions as people read them, with the names of columns. */
public final class RexText {
    private RexText() {}

    public static String of(RexNode node, RelDataType row) {
        if (node instanceof RexInputRef ref) {
            return ref.getIndex() < row.getFieldCount()
                    ? row.getFieldNames().get(ref.getIndex())
                    : "$" + ref.getIndex();
        }
        if (node instanceof RexLiteral literal) {
            return literal(literal);
        }
        if (node instanceof RexDynamicParam parameter) {
            return "?" + (parameter.getIndex() + 1);
        }
        if (node instanceof RexFieldAccess access) {
            return "outer." + access.getField().getName();
        }
        if (node instanceof RexSubQuery subQuery) {
            String operands = list(subQuery.getOperands(), row);
            return (operands.isEmpty() ? "" : operands + " ")
                    + subQuery.getOperator().getName() + " (sub-query)";
        }
        return node instanceof RexCall call ? call(call, row) : node.toString();
    }

    private static String literal(RexLiteral literal) {
        if (literal.isNull()) {
            return "NULL";
        }
        if (SqlTypeName.CHAR_TYPES.contains(literal.getType().getSqlTypeName())) {
            return "'" + literal.getValueAs(String.class) + "'";
        }
        return literal.toString();
    }

    private static String call(RexCall call, RelDataType row) {
        List<RexNode> operands = call.getOperands();
        String name = call.getOperator().getName();
        SqlSyntax syntax = call.getOperator().getSyntax();
        if (call.getKind() == SqlKind.CAST) {
            return "CAST(" + of(operands.get(0), row) + " AS " + call.getType() + ")";
        }
        if (call.getKind() == SqlKind.SEARCH) {
            return of(operands.get(0), row) + " IN " + operands.get(1);
        }
        if (syntax == SqlSyntax.BINARY) {
            return operands.stream().map(o -> operand(o, row)).collect(Collectors.joining(" " + name + " "));
        }
        if (syntax == SqlSyntax.POSTFIX) {
            return operand(operands.get(0), row) + " " + name;
        }
        if (syntax == SqlSyntax.PREFIX) {
            return name + " " + operand(operands.get(0), row);
        }
        return name.toUpperCase(Locale.ROOT) + "(" + list(operands, row) + ")";
    }

    private static String operand(RexNode node, RelDataType row) {
        boolean nested = node instanceof RexCall call
                && !(node instanceof RexSubQuery)
                && call.getOperator().getSyntax() == SqlSyntax.BINARY;
        return nested ? "(" + of(node, row) + ")" : of(node, row);
    }

    static String list(List<? extends RexNode> nodes, RelDataType row) {
        return nodes.stream().map(n -> of(n, row)).collect(Collectors.joining(", "));
    }
}
