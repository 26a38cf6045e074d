/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.jsonpath;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods of items, and comparisons of two. */
final class PathMethods {
    private static final int QUOTIENT_DIGITS = 16;

    private PathMethods() {}

    static List<Object> apply(String name, Object item, boolean lax) {
        return switch (name) {
            case "type" -> List.of(type(item));
            case "size" -> List.of(BigDecimal.valueOf(size(item, lax)));
            case "keyvalue" -> members(item);
            case "string" -> List.of(text(item));
            case "double", "number", "integer" -> List.of(converted(name, item));
            default -> {
                if (!(item instanceof BigDecimal number)) {
                    throw notNumeric(name);
                }
                yield List.of(
                        switch (name) {
                            case "abs" -> number.abs();
                            case "floor" -> number.setScale(0, RoundingMode.FLOOR);
                            default -> number.setScale(0, RoundingMode.CEILING);
                        });
            }
        };
    }

    private static BlazeSqlException notNumeric(String name) {
        return new BlazeSqlException(
                SqlErrorCode.JSON_NOT_NUMERIC,
                "jsonpath item method ." + name + "() can only be applied to a numeric value");
    }

    private static String type(Object item) {
        if (item instanceof Map<?, ?>) {
            return "object";
        }
        if (item instanceof List<?>) {
            return "array";
        }
        if (item instanceof String) {
            return "string";
        }
        if (item instanceof BigDecimal) {
            return "number";
        }
        return item instanceof Boolean ? "boolean" : "null";
    }

    private static int size(Object item, boolean lax) {
        if (item instanceof List<?> list) {
            return list.size();
        }
        if (!lax) {
            throw new BlazeSqlException(
                    SqlErrorCode.JSON_ARRAY_NOT_FOUND, "jsonpath item method .size() can only be applied to an array");
        }
        return 1;
    }

    private static List<Object> members(Object item) {
        if (!(item instanceof Map<?, ?> object)) {
            throw new BlazeSqlException(
                    SqlErrorCode.JSON_OBJECT_NOT_FOUND,
                    "jsonpath item method .keyvalue() can only be applied to an object");
        }
        List<Object> members = new ArrayList<>();
        object.forEach((key, value) -> {
            Map<String, Object> member = Json.object();
            member.put("key", key);
            member.put("value", value);
            member.put("id", BigDecimal.ZERO);
            members.add(member);
        });
        return members;
    }

    private static String text(Object item) {
        if (item instanceof Map<?, ?> || item instanceof List<?> || item == Json.NULL) {
            throw new BlazeSqlException(
                    SqlErrorCode.JSON_NOT_NUMERIC,
                    "jsonpath item method .string() can only be applied to a boolean, string, numeric, or datetime value");
        }
        return item instanceof BigDecimal number ? number.toPlainString() : item.toString();
    }

    private static BigDecimal converted(String name, Object item) {
        if (!(item instanceof BigDecimal || item instanceof String)) {
            throw new BlazeSqlException(
                    SqlErrorCode.JSON_NOT_NUMERIC,
                    "jsonpath item method ." + name + "() can only be applied to a string or numeric value");
        }
        try {
            BigDecimal number = new BigDecimal(item.toString().strip());
            if (name.equals("integer")) {
                return BigDecimal.valueOf(
                        number.setScale(0, RoundingMode.HALF_UP).intValueExact());
            }
            if (name.equals("double") && Double.isInfinite(number.doubleValue())) {
                throw new NumberFormatException();
            }
            return number;
        } catch (ArithmeticException | NumberFormatException invalid) {
            throw new BlazeSqlException(
                    SqlErrorCode.JSON_NOT_NUMERIC,
                    "argument \"" + item + "\" of jsonpath item method ." + name + "() is invalid for that type",
                    invalid);
        }
    }

    /** With at least 16 digits, as numeric division of PostgreSQL. */
    static BigDecimal divide(BigDecimal left, BigDecimal right) {
        int digits = left.precision() - left.scale() - (right.precision() - right.scale());
        int scale =
                Math.max(Math.max(left.scale(), right.scale()), QUOTIENT_DIGITS - Math.min(digits, QUOTIENT_DIGITS));
        return left.divide(right, Math.max(scale, 0), RoundingMode.HALF_UP);
    }

    /** A comparison of two items; null if it cannot be known. */
    static @Nullable Boolean compare(String operator, Object left, Object right) {
        int order;
        if (left == Json.NULL || right == Json.NULL) {
            if (left != right) {
                return operator.equals("!=");
            }
            order = 0;
        } else if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
            order = a.compareTo(b);
        } else if (left instanceof String a && right instanceof String b) {
            order = compare(a, b);
        } else if (left instanceof Boolean a && right instanceof Boolean b) {
            order = a.compareTo(b);
        } else {
            return null;
        }
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** By code points. */
    private static int compare(String a, String b) {
        int[] x = a.codePoints().toArray();
        int[] y = b.codePoints().toArray();
        return java.util.Arrays.compare(x, y);
    }
}
