/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.jsonpath;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.jsonpath.PathNode.Predicate;
import io.blazedb.calcite.types.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of a path, after PostgreSQL's {@code jsonpath_exec.c}: each step gives the items that it finds, in order; a condition is
 * true, false or, as null, unknown.
 */
final class PathEvaluation {
    private static final int ITEMS_MAX = 10_000_000;

    private final boolean lax;
    private final Object root;
    private final Map<?, ?> variables;
    private @Nullable Object current;
    /** Elements of the array whose subscript is computed. */
    private int length;

    PathEvaluation(boolean lax, Object root, Map<?, ?> variables) {
        this.lax = lax;
        this.root = root;
        this.variables = variables;
    }

    List<Object> items(PathNode node) {
        if (node instanceof PathNode.Step step) {
            List<Object> found = new ArrayList<>();
            for (Object item : items(step.input())) {
                apply(step, item, lax, found);
                if (found.size() > ITEMS_MAX) {
                    throw new BlazeSqlException(
                            SqlErrorCode.OUT_OF_MEMORY, "a jsonpath leads to more than " + ITEMS_MAX + " items");
                }
            }
            return found;
        }
        if (node instanceof Predicate predicate) {
            Boolean known = test(predicate);
            return List.of(known == null ? Json.NULL : known);
        }
        if (node instanceof PathNode.Binary binary) {
            return List.of(compute(binary));
        }
        if (node instanceof PathNode.Unary unary) {
            return signed(unary);
        }
        return List.of(single(node));
    }

    private Object single(PathNode node) {
        if (node instanceof PathNode.Literal literal) {
            return literal.value();
        }
        if (node instanceof PathNode.Variable variable) {
            Object value = variables.get(variable.name());
            if (value == null) {
                throw new BlazeSqlException(
                        SqlErrorCode.UNDEFINED_OBJECT, "could not find jsonpath variable \"" + variable.name() + "\"");
            }
            return value;
        }
        if (node instanceof PathNode.Last) {
            return BigDecimal.valueOf(length - 1L);
        }
        return node instanceof PathNode.Current && current != null ? current : root;
    }

    private void apply(PathNode.Step step, Object item, boolean unwrap, List<Object> found) {
        boolean elements = item instanceof List<?>;
        if (elements && unwrap && takesArraysApart(step)) {
            for (Object element : (List<?>) item) {
                apply(step, element, false, found);
            }
        } else if (step instanceof PathNode.Member member) {
            member(member.name(), item, found);
        } else if (step instanceof PathNode.AnyMember) {
            if (item instanceof Map<?, ?> object) {
                found.addAll(object.values());
            } else {
                structure(
                        SqlErrorCode.JSON_OBJECT_NOT_FOUND,
                        "jsonpath wildcard member accessor can only be applied to an object");
            }
        } else if (step instanceof PathNode.AnyElement) {
            if (elements) {
                found.addAll((List<?>) item);
            } else if (lax) {
                found.add(item);
            } else {
                structure(
                        SqlErrorCode.JSON_ARRAY_NOT_FOUND,
                        "jsonpath wildcard array accessor can only be applied to an array");
            }
        } else if (step instanceof PathNode.Elements chosen) {
            elements(chosen, item, found);
        } else if (step instanceof PathNode.Descendants descendants) {
            descend(item, 0, descendants.first(), descendants.last(), found);
        } else if (step instanceof PathNode.Filter filter) {
            if (Boolean.TRUE.equals(testAt(filter.condition(), item))) {
                found.add(item);
            }
        } else {
            found.addAll(PathMethods.apply(((PathNode.Method) step).name(), item, lax));
        }
    }

    private static boolean takesArraysApart(PathNode.Step step) {
        if (step instanceof PathNode.Method method) {
            return !method.name().equals("size") && !method.name().equals("type");
        }
        return step instanceof PathNode.Member || step instanceof PathNode.AnyMember || step instanceof PathNode.Filter;
    }

    private void member(String name, Object item, List<Object> found) {
        if (item instanceof Map<?, ?> object) {
            Object value = object.get(name);
            if (value != null) {
                found.add(value);
            } else {
                structure(SqlErrorCode.JSON_MEMBER_NOT_FOUND, "JSON object does not contain key \"" + name + "\"");
            }
        } else {
            structure(SqlErrorCode.JSON_MEMBER_NOT_FOUND, "jsonpath member accessor can only be applied to an object");
        }
    }

    /** Where a lax path finds nothing. */
    private void structure(SqlErrorCode code, String message) {
        if (!lax) {
            throw new BlazeSqlException(code, message);
        }
    }

    private void elements(PathNode.Elements chosen, Object item, List<Object> found) {
        List<?> list = item instanceof List<?> array ? array : List.of(item);
        if (!lax && !(item instanceof List<?>)) {
            structure(SqlErrorCode.JSON_ARRAY_NOT_FOUND, "jsonpath array accessor can only be applied to an array");
        }
        int outer = length;
        try {
            for (PathNode.Range range : chosen.ranges()) {
                length = list.size();
                int from = index(range.from());
                PathNode end = range.to();
                int to = end == null ? from : index(end);
                if (!lax && (from < 0 || from > to || to >= list.size())) {
                    throw new BlazeSqlException(
                            SqlErrorCode.JSON_SUBSCRIPT, "jsonpath array subscript is out of bounds");
                }
                for (int i = Math.max(from, 0); i <= Math.min(to, list.size() - 1); i++) {
                    found.add(list.get(i));
                }
            }
        } finally {
            length = outer;
        }
    }

    private int index(PathNode node) {
        List<Object> items = items(node);
        if (items.size() != 1 || !(items.get(0) instanceof BigDecimal number)) {
            throw new BlazeSqlException(
                    SqlErrorCode.JSON_SUBSCRIPT, "jsonpath array subscript is not a single numeric value");
        }
        BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
        if (whole.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.JSON_SUBSCRIPT, "jsonpath array subscript is out of integer range");
        }
        return whole.intValue();
    }

    private void descend(Object item, int level, int first, int last, List<Object> found) {
        // {last} means the leaves.
        Collection<?> children =
                item instanceof Map<?, ?> object ? object.values() : item instanceof List<?> list ? list : List.of();
        boolean leaf = first == Integer.MAX_VALUE && last == first && children.isEmpty();
        if (level >= first || leaf) {
            found.add(item);
        }
        if (level < last) {
            for (Object child : children) {
                descend(child, level + 1, first, last, found);
            }
        }
    }

    private Object compute(PathNode.Binary binary) {
        BigDecimal left = operand(binary.left(), "left", binary.operator());
        BigDecimal right = operand(binary.right(), "right", binary.operator());
        if (right.signum() == 0 && (binary.operator() == '/' || binary.operator() == '%')) {
            throw new BlazeSqlException(SqlErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
        return switch (binary.operator()) {
            case '+' -> left.add(right);
            case '-' -> left.subtract(right);
            case '*' -> left.multiply(right);
            case '/' -> PathMethods.divide(left, right);
            default -> left.remainder(right, MathContext.UNLIMITED);
        };
    }

    private BigDecimal operand(PathNode node, String side, char operator) {
        List<Object> items = apart(items(node));
        if (items.size() == 1 && items.get(0) instanceof BigDecimal number) {
            return number;
        }
        throw new BlazeSqlException(
                SqlErrorCode.JSON_NOT_SINGLE,
                side + " operand of jsonpath operator " + operator + " is not a single numeric value");
    }

    private List<Object> signed(PathNode.Unary unary) {
        List<Object> found = new ArrayList<>();
        for (Object item : apart(items(unary.operand()))) {
            if (!(item instanceof BigDecimal number)) {
                throw new BlazeSqlException(
                        SqlErrorCode.JSON_NUMBER_NOT_FOUND,
                        "operand of unary jsonpath operator " + unary.operator() + " is not a numeric value");
            }
            found.add(unary.operator() == '-' ? number.negate() : number);
        }
        return found;
    }

    /** In a lax path the elements of arrays instead of them. */
    private List<Object> apart(List<Object> items) {
        if (!lax || items.stream().noneMatch(List.class::isInstance)) {
            return items;
        }
        List<Object> all = new ArrayList<>();
        for (Object item : items) {
            if (item instanceof List<?> list) {
                all.addAll(list);
            } else {
                all.add(item);
            }
        }
        return all;
    }

    private @Nullable Boolean testAt(Predicate predicate, Object item) {
        Object outer = current;
        current = item;
        try {
            return test(predicate);
        } finally {
            current = outer;
        }
    }

    private @Nullable Boolean test(Predicate predicate) {
        if (predicate instanceof PathNode.Junction junction) {
            boolean decides = !junction.conjunction();
            Boolean left = test(junction.left());
            if (left != null && left == decides) {
                return left;
            }
            Boolean right = test(junction.right());
            if (right == null) {
                return null;
            }
            return (right == decides || left != null) ? right : null;
        }
        if (predicate instanceof PathNode.Not not) {
            Boolean known = test(not.operand());
            return known == null ? null : !known;
        }
        if (predicate instanceof PathNode.IsUnknown unknown) {
            return test(unknown.operand()) == null;
        }
        try {
            return decide(predicate);
        } catch (BlazeSqlException failure) {
            if (failure.code() == SqlErrorCode.UNDEFINED_OBJECT || failure.code() == SqlErrorCode.OUT_OF_MEMORY) {
                throw failure;
            }
            return null;
        }
    }

    private @Nullable Boolean decide(Predicate predicate) {
        if (predicate instanceof PathNode.Exists exists) {
            return !items(exists.operand()).isEmpty();
        }
        if (predicate instanceof PathNode.Comparison comparison) {
            List<Object> right = apart(items(comparison.right()));
            return any(comparison.left(), item -> comparedWithAny(comparison.operator(), item, right));
        }
        if (predicate instanceof PathNode.StartsWith starts) {
            Object initial = single(starts.initial());
            return any(starts.operand(), item -> {
                if (item instanceof String text && initial instanceof String prefix) {
                    return text.startsWith(prefix);
                }
                return null;
            });
        }
        PathNode.LikeRegex like = (PathNode.LikeRegex) predicate;
        return any(
                like.operand(),
                item -> item instanceof String text
                        ? Boolean.valueOf(like.pattern().matcher(text).find())
                        : null);
    }

    @FunctionalInterface
    private interface Test {
        @Nullable
        Boolean apply(Object item);
    }

    /** Whether it holds for any item: a lax path stops at the first, for a strict one all must be known. */
    private @Nullable Boolean any(PathNode operand, Test test) {
        boolean unknown = false;
        boolean found = false;
        for (Object item : apart(items(operand))) {
            Boolean known = test.apply(item);
            unknown |= known == null;
            found |= known != null && known;
            if (lax ? found : unknown) {
                break;
            }
        }
        return result(found, unknown);
    }

    private @Nullable Boolean result(boolean found, boolean unknown) {
        if (unknown && !(lax && found)) {
            return null;
        }
        return found;
    }

    private @Nullable Boolean comparedWithAny(String operator, Object left, List<Object> all) {
        boolean unknown = false;
        boolean found = false;
        for (Object right : all) {
            Boolean known = PathMethods.compare(operator, left, right);
            unknown |= known == null;
            found |= known != null && known;
            if (lax ? found : unknown) {
                break;
            }
        }
        return result(found, unknown);
    }
}
