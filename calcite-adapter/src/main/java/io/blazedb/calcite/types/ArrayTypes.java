/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Types of array functions. A signature has a letter for each argument: R an array, E an element of it, N a number, T a text, B a boolean;
 * a star repeats the last one. A text stands for an array or an element where others say of what type.
 */
public final class ArrayTypes {
    private ArrayTypes() {}

    /** What an argument of a signature is. */
    public static char role(String signature, int argument) {
        boolean open = signature.endsWith("*");
        int last = signature.length() - (open ? 2 : 1);
        return argument <= last ? signature.charAt(argument) : open ? signature.charAt(last) : ' ';
    }

    /** Whether arguments of these types fit a signature. */
    public static boolean fits(String signature, List<SqlType> types) {
        boolean array = false;
        for (int i = 0; i < types.size(); i++) {
            SqlType type = types.get(i);
            boolean text = isText(type) || type.name() == SqlType.Name.NULL;
            boolean fits = switch (role(signature, i)) {
                case 'R' -> type.isArray() || text;
                case 'N' -> isNumber(type) || type.name() == SqlType.Name.NULL;
                case 'T' -> text;
                case 'B' -> type.name() == SqlType.Name.BOOLEAN || type.name() == SqlType.Name.NULL;
                case 'E' -> true;
                default -> false;
            };
            array |= role(signature, i) == 'R' ? type.isArray() : role(signature, i) == 'E' && !text;
            if (!fits) {
                return false;
            }
        }
        return array || signature.indexOf('R') < 0;
    }

    /** The element type that the arrays and elements among the arguments have in common. */
    public static SqlType element(String signature, List<SqlType> types) {
        SqlType element = null;
        for (int i = 0; i < types.size(); i++) {
            SqlType type = types.get(i);
            char role = role(signature, i);
            if (type.isArray() && (role == 'R' || role == 'E')) {
                element = common(element, type.elementType());
            } else if (role == 'E') {
                element = common(element, type);
            }
        }
        return element == null || element.name() == SqlType.Name.NULL ? SqlType.of(SqlType.Name.VARCHAR) : element;
    }

    private static @Nullable SqlType common(@Nullable SqlType a, SqlType b) {
        SqlType next = isText(b) && b.name() != SqlType.Name.JSON && b.name() != SqlType.Name.JSONB
                ? SqlType.of(SqlType.Name.VARCHAR)
                : b.name() == SqlType.Name.DECIMAL ? SqlType.of(SqlType.Name.DECIMAL) : b;
        if (a == null || a.name() == SqlType.Name.NULL || a.name() == next.name()) {
            return next;
        }
        if (next.name() == SqlType.Name.NULL || next.name() == SqlType.Name.VARCHAR) {
            return a;
        }
        if (a.name() == SqlType.Name.VARCHAR) {
            return next;
        }
        int x = rank(a);
        int y = rank(next);
        if (x < 0 || y < 0 || x / 10 != y / 10) {
            throw new BlazeSqlException(
                    SqlErrorCode.DATATYPE_MISMATCH,
                    "ARRAY types " + Texts.typeName(a) + " and " + Texts.typeName(next) + " cannot be matched");
        }
        return x >= y ? a : next;
    }

    /** Types of one ten have a common type, the one of the higher rank; -1 for types that go with no other. */
    private static int rank(SqlType type) {
        return switch (type.name()) {
            case SMALLINT -> 0;
            case INTEGER -> 1;
            case BIGINT -> 2;
            case DECIMAL -> 3;
            case REAL -> 4;
            case DOUBLE -> 5;
            case DATE -> 10;
            case TIMESTAMP -> 11;
            case TIMESTAMP_TZ -> 12;
            default -> -1;
        };
    }

    private static boolean isNumber(SqlType type) {
        return rank(type) >= 0 && rank(type) < 10;
    }

    private static boolean isText(SqlType type) {
        return type.name() == SqlType.Name.CHAR
                || type.name() == SqlType.Name.VARCHAR
                || type.name() == SqlType.Name.JSON
                || type.name() == SqlType.Name.JSONB;
    }
}
