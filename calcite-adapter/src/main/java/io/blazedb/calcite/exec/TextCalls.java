/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Patterns;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.jspecify.annotations.Nullable;

/** Calls that match texts with patterns. */
final class TextCalls {
    private TextCalls() {}

    /** A text without trailing blanks; other values as they are. */
    static Expression trimmed(Expression operand) {
        return ExpressionCompiler.strict(operand, value -> value instanceof String text ? text.stripTrailing() : value);
    }

    /** LIKE, ILIKE, SIMILAR TO and regular expressions, with their negations. */
    static Expression pattern(ExpressionCompiler compiler, RexCall call) {
        List<RexNode> operands = call.getOperands();
        Expression text = compiler.compile(operands.get(0));
        Expression pattern = compiler.compile(operands.get(1));
        Expression escape = operands.size() > 2 ? compiler.compile(operands.get(2)) : new Expression.Constant(null);
        boolean hasEscape = operands.size() > 2;
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        boolean negated = name.startsWith("NOT ")
                || name.startsWith("!")
                || name.startsWith("NEGATED ")
                || (call.getOperator() instanceof SqlLikeOperator like && like.isNegated());
        Compiler compile = patternCompiler(call.getKind(), name);
        if (pattern instanceof Expression.Constant constant && escape instanceof Expression.Constant escapeConstant) {
            if (constant.value() == null || (hasEscape && escapeConstant.value() == null)) {
                return new Expression.Constant(null);
            }
            Patterns.Matcher matcher = compile.compile((String) constant.value(), (String) escapeConstant.value());
            return ExpressionCompiler.strict(text, value -> matcher.matches((String) value) != negated);
        }
        return (row, e) -> {
            Object value = text.evaluate(row, e);
            Object source = value == null ? null : pattern.evaluate(row, e);
            Object escapeText = hasEscape && source != null ? escape.evaluate(row, e) : null;
            if (value == null || source == null || (hasEscape && escapeText == null)) {
                return null;
            }
            return compile.compile((String) source, (String) escapeText).matches((String) value) != negated;
        };
    }

    private interface Compiler {
        Patterns.Matcher compile(String pattern, @Nullable String escape);
    }

    private static Compiler patternCompiler(SqlKind kind, String name) {
        return switch (kind) {
            case SIMILAR -> Patterns::similar;
            case LIKE -> (pattern, escape) -> Patterns.like(pattern, escape, name.contains("ILIKE"));
            case POSIX_REGEX_CASE_INSENSITIVE -> (pattern, escape) -> Patterns.regex(pattern, true);
            default -> (pattern, escape) -> Patterns.regex(pattern, false);
        };
    }
}
