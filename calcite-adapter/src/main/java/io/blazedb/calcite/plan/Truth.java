/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.List;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/**
 * What can be said of a condition without looking at rows, as a comparison with NULL is UNKNOWN whatever it compares. PostgreSQL finds
 * the same, so that such a condition does not fail there either on what it would have compared.
 */
final class Truth {
    private Truth() {}

    /** Whether a condition is FALSE or UNKNOWN for every row. */
    static boolean isNeverTrue(RexNode node) {
        return isNever(node, true);
    }

    private static boolean isNever(RexNode node, boolean truth) {
        if (node instanceof RexLiteral literal) {
            return literal.isNull() || RexLiteral.booleanValue(literal) != truth;
        }
        if (!(node instanceof RexCall call)) {
            return false;
        }
        List<RexNode> operands = call.getOperands();
        return switch (call.getKind()) {
            case NOT -> isNever(operands.get(0), !truth);
            case AND ->
                truth
                        ? operands.stream().anyMatch(operand -> isNever(operand, true))
                        : operands.stream().allMatch(operand -> isNever(operand, false));
            case OR ->
                truth
                        ? operands.stream().allMatch(operand -> isNever(operand, true))
                        : operands.stream().anyMatch(operand -> isNever(operand, false));
            case IS_NULL -> !truth && isNull(operands.get(0));
            case IS_NOT_NULL -> truth && isNull(operands.get(0));
            default -> isNull(call);
        };
    }

    /** Whether an expression is NULL for every row, since an operand is. */
    private static boolean isNull(RexNode node) {
        if (node instanceof RexLiteral literal) {
            return literal.isNull();
        }
        if (!(node instanceof RexCall call)) {
            return false;
        }
        return switch (call.getKind()) {
            case EQUALS,
                    NOT_EQUALS,
                    LESS_THAN,
                    LESS_THAN_OR_EQUAL,
                    GREATER_THAN,
                    GREATER_THAN_OR_EQUAL,
                    PLUS,
                    CHECKED_PLUS,
                    MINUS,
                    CHECKED_MINUS,
                    TIMES,
                    CHECKED_TIMES,
                    DIVIDE,
                    CHECKED_DIVIDE,
                    MOD,
                    MINUS_PREFIX,
                    CHECKED_MINUS_PREFIX,
                    PLUS_PREFIX,
                    CAST,
                    LIKE -> call.getOperands().stream().anyMatch(Truth::isNull);
            default -> false;
        };
    }
}
