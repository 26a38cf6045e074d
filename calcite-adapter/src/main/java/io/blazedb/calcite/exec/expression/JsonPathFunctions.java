/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.JsonFunctions.Lookup;
import io.blazedb.calcite.jsonpath.JsonPath;
import io.blazedb.calcite.types.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's functions that follow a path into a value of JSON: the value, the path, its variables, and whether failures are hidden. */
final class JsonPathFunctions {
    private static final String ZONED = "_TZ";

    private JsonPathFunctions() {}

    /** The function of a name that begins with JSON; null if there is none. */
    static @Nullable Lookup find(String name) {
        String plain = name.endsWith(ZONED) ? name.substring(0, name.length() - ZONED.length()) : name;
        Paths paths = new Paths();
        return switch (plain) {
            case "JSON_PATH_EXISTS" ->
                a -> hidden(isSilent(a), () -> paths.of(a).exists(tree(a), variables(a)));
            case "@?" -> a -> hidden(true, () -> paths.of(a).exists(tree(a), variables(a)));
            case "JSON_PATH_MATCH" -> a -> hidden(isSilent(a), () -> paths.of(a).match(tree(a), variables(a)));
            case "@@" -> a -> hidden(true, () -> paths.of(a).match(tree(a), variables(a)));
            case "JSON_PATH_QUERY_ARRAY" -> a -> Json.print(query(paths, a));
            case "JSON_PATH_QUERY_FIRST" ->
                a -> {
                    List<Object> items = query(paths, a);
                    return items.isEmpty() ? null : Json.print(items.get(0));
                };
            default -> null;
        };
    }

    /** A row for each item that a path leads to. */
    static SetValues.Function rows() {
        Paths paths = new Paths();
        return a -> {
            Object[] arguments = new Object[a.length];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = Objects.requireNonNull(a[i]);
            }
            return query(paths, arguments).stream()
                    .map(item -> new @Nullable Object[] {Json.print(item)})
                    .iterator();
        };
    }

    private static List<Object> query(Paths paths, Object[] a) {
        List<Object> items = hidden(isSilent(a), () -> paths.of(a).query(tree(a), variables(a)));
        return items == null ? List.of() : items;
    }

    private static Object tree(Object[] a) {
        return JsonFunctions.tree(a[0]);
    }

    private static Map<?, ?> variables(Object[] a) {
        Object variables = a.length > 2 ? JsonFunctions.tree(a[2]) : Map.of();
        if (variables instanceof Map<?, ?> object) {
            return object;
        }
        throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "\"vars\" argument is not an object");
    }

    private static boolean isSilent(Object[] a) {
        return a.length > 3 && Boolean.TRUE.equals(a[3]);
    }

    @FunctionalInterface
    private interface Search<T> {
        @Nullable
        T run();
    }

    /** What is found; null instead of a failure that PostgreSQL hides, too. */
    private static <T> @Nullable T hidden(boolean silent, Search<T> search) {
        try {
            return search.run();
        } catch (BlazeSqlException failure) {
            if (silent
                    && switch (failure.code()) {
                        case JSON_SUBSCRIPT,
                                JSON_NOT_NUMERIC,
                                JSON_NOT_SINGLE,
                                JSON_ARRAY_NOT_FOUND,
                                JSON_MEMBER_NOT_FOUND,
                                JSON_NUMBER_NOT_FOUND,
                                JSON_OBJECT_NOT_FOUND,
                                DIVISION_BY_ZERO -> true;
                        default -> false;
                    }) {
                return null;
            }
            throw failure;
        }
    }

    /** Keeps the last path: it is mostly the same for every row. */
    private static final class Paths {
        private record Compiled(String text, JsonPath path) {}

        private volatile @Nullable Compiled last;

        JsonPath of(Object[] arguments) {
            String text = arguments[1].toString();
            Compiled compiled = last;
            if (compiled == null || !compiled.text().equals(text)) {
                compiled = new Compiled(text, JsonPath.parse(text));
                last = compiled;
            }
            return compiled.path();
        }
    }
}
