/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Json;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlRecord;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's functions and operators of JSON; an argument that is text is read as JSON. Results that are not there are null. */
public final class JsonFunctions {
    private JsonFunctions() {}

    /** A function of arguments that are not NULL, whose value may be NULL. */
    @FunctionalInterface
    public interface Lookup {
        @Nullable
        Object apply(Object[] arguments);
    }

    /** The function of this name, or null. */
    public static @Nullable Lookup find(String name, List<SqlType> types) {
        String plain = name.startsWith("JSONB_") ? "JSON_" + name.substring(6) : name;
        return switch (plain) {
            case "->" -> a -> json(member(tree(a[0]), a[1]));
            case "->>" -> a -> text(member(tree(a[0]), a[1]));
            case "#>" -> a -> json(at(tree(a[0]), path(a[1])));
            case "#>>" -> a -> text(at(tree(a[0]), path(a[1])));
            case "JSON_EXTRACT_PATH" -> a -> json(at(tree(a[0]), names(a)));
            case "JSON_EXTRACT_PATH_TEXT" -> a -> text(at(tree(a[0]), names(a)));
            case "#-" -> a -> json(without(tree(a[0]), path(a[1]), 0));
            case "@>", "JSON_CONTAINS" -> a -> contains(tree(a[0]), tree(a[1]), true);
            case "<@" -> a -> contains(tree(a[1]), tree(a[0]), true);
            case "?", "JSON_EXISTS" -> name.equals("JSON_EXISTS") ? null : a -> hasKey(tree(a[0]), (String) a[1]);
            case "?|", "JSON_EXISTS_ANY" -> a -> anyKey(tree(a[0]), path(a[1]));
            case "?&", "JSON_EXISTS_ALL" -> a -> allKeys(tree(a[0]), path(a[1]));
            case "TO_JSON", "TO_JSONB" -> {
                boolean binary = name.endsWith("B");
                yield a -> value(a[0], types.get(0), binary);
            }
            case "ROW_TO_JSON" ->
                types.get(0).name() == SqlType.Name.RECORD
                        ? a -> record((SqlRecord) a[0], false, a.length > 1 && Boolean.TRUE.equals(a[1]) ? ",\n " : ",")
                        : null;
            case "ARRAY_TO_JSON" -> types.get(0).isArray() ? a -> value(a[0], types.get(0), false) : null;
            case "JSON_ARRAY_LENGTH" -> a -> elements(tree(a[0])).size();
            case "JSON_TYPEOF" -> a -> kind(tree(a[0]));
            case "JSON_STRIP_NULLS" -> a -> Json.print(stripped(tree(a[0])));
            case "JSON_PRETTY" -> a -> Json.printPretty(tree(a[0]));
            case "JSON_SET" ->
                a -> Json.print(set(tree(a[0]), path(a[1]), 0, tree(a[2]), a.length < 4 || (Boolean) a[3], true));
            case "JSON_INSERT" ->
                a -> Json.print(inserted(tree(a[0]), path(a[1]), 0, tree(a[2]), a.length > 3 && (Boolean) a[3]));
            case "JSON_CONCAT" -> a -> Json.print(concat(tree(a[0]), tree(a[1])));
            case "JSON_DELETE" -> a -> Json.print(deleted(tree(a[0]), a[1]));
            default -> JsonPathFunctions.find(plain);
        };
    }

    static Object tree(Object value) {
        return Json.parse(value.toString());
    }

    private static @Nullable String json(@Nullable Object tree) {
        return tree == null ? null : Json.print(tree);
    }

    private static @Nullable String text(@Nullable Object tree) {
        if (tree == null || tree == Json.NULL) {
            return null;
        }
        return tree instanceof String string ? string : Json.print(tree);
    }

    private static @Nullable Object member(Object tree, Object key) {
        if (key instanceof Number number) {
            return tree instanceof List<?> list ? element(list, number.longValue()) : null;
        }
        return tree instanceof Map<?, ?> map ? map.get(key) : null;
    }

    private static @Nullable Object element(List<?> list, long index) {
        long position = index < 0 ? list.size() + index : index;
        return position >= 0 && position < list.size() ? list.get((int) position) : null;
    }

    private static @Nullable Object at(Object tree, List<String> path) {
        Object found = tree;
        for (String step : path) {
            if (found instanceof List<?> list) {
                Long index = index(step);
                found = index == null ? null : element(list, index);
            } else {
                found = found instanceof Map<?, ?> map ? map.get(step) : null;
            }
            if (found == null) {
                return null;
            }
        }
        return found;
    }

    private static @Nullable Long index(String step) {
        return step.matches("-?\\d{1,9}") ? Long.valueOf(step) : null;
    }

    private static List<String> names(Object[] arguments) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            names.add(arguments[i].toString());
        }
        return names;
    }

    /** A path in the spelling of an array, {@code {a,b,0}}. */
    static List<String> path(Object path) {
        List<String> steps = new ArrayList<>();
        if (path instanceof List<?> list) {
            list.forEach(step -> steps.add(String.valueOf(step)));
            return steps;
        }
        String text = path.toString().strip();
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_TEXT, "malformed array literal: a path is written {a,b,0}");
        }
        String inner = text.substring(1, text.length() - 1);
        StringBuilder step = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '\\' && i + 1 < inner.length()) {
                step.append(inner.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                steps.add(step.toString());
                step.setLength(0);
            } else if (quoted || !Character.isWhitespace(c)) {
                step.append(c);
            }
        }
        if (!inner.isBlank()) {
            steps.add(step.toString());
        }
        return steps;
    }

    private static boolean contains(Object whole, Object part, boolean top) {
        if (whole instanceof Map<?, ?> members && part instanceof Map<?, ?> wanted) {
            for (Map.Entry<?, ?> entry : wanted.entrySet()) {
                Object value = members.get(entry.getKey());
                if (value == null || !contains(value, entry.getValue(), false)) {
                    return false;
                }
            }
            return true;
        }
        if (whole instanceof List<?> elements) {
            if (part instanceof List<?> wanted) {
                return wanted.stream()
                        .allMatch(one -> elements.stream().anyMatch(element -> contains(element, one, false)));
            }
            return top && !(part instanceof Map<?, ?>) && elements.stream().anyMatch(element -> same(element, part));
        }
        return same(whole, part);
    }

    private static boolean same(Object a, Object b) {
        return (a instanceof BigDecimal x && b instanceof BigDecimal y) ? x.compareTo(y) == 0 : a.equals(b);
    }

    private static boolean hasKey(Object tree, String key) {
        if (tree instanceof Map<?, ?> map) {
            return map.containsKey(key);
        }
        return tree instanceof List<?> list ? list.contains(key) : tree.equals(key);
    }

    private static boolean anyKey(Object tree, List<String> keys) {
        return keys.stream().anyMatch(key -> hasKey(tree, key));
    }

    private static boolean allKeys(Object tree, List<String> keys) {
        return keys.stream().allMatch(key -> hasKey(tree, key));
    }

    private static List<?> elements(Object tree) {
        if (tree instanceof List<?> list) {
            return list;
        }
        throw new BlazeSqlException(
                SqlErrorCode.INVALID_PARAMETER, "cannot get array length of a JSON value that is no array");
    }

    static String kind(Object tree) {
        if (tree instanceof Map<?, ?>) {
            return "object";
        }
        if (tree instanceof List<?>) {
            return "array";
        }
        return tree instanceof String
                ? "string"
                : tree instanceof BigDecimal ? "number" : tree instanceof Boolean ? "boolean" : "null";
    }

    private static Object stripped(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> kept = Json.object();
            map.forEach((key, value) -> {
                if (value != Json.NULL) {
                    kept.put((String) key, stripped(value));
                }
            });
            return kept;
        }
        return tree instanceof List<?> list
                ? list.stream().map(JsonFunctions::stripped).toList()
                : tree;
    }

    private static Object set(
            Object tree, List<String> path, int depth, Object value, boolean create, boolean topOfList) {
        if (depth == path.size()) {
            return path.isEmpty() ? tree : value;
        }
        String step = path.get(depth);
        boolean last = depth == path.size() - 1;
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> changed = Json.object();
            map.forEach((key, member) -> changed.put((String) key, member));
            Object member = changed.get(step);
            if (member != null) {
                changed.put(step, set(member, path, depth + 1, value, create, topOfList));
            } else if (last && create) {
                changed.put(step, value);
            }
            return changed;
        }
        if (tree instanceof List<?> list) {
            List<Object> changed = new ArrayList<>(list);
            int position = position(list, step);
            if (position >= 0 && position < list.size()) {
                changed.set(position, set(list.get(position), path, depth + 1, value, create, topOfList));
            } else if (last && create) {
                changed.add(position < 0 ? 0 : changed.size(), value);
            }
            return changed;
        }
        return tree;
    }

    private static int position(List<?> list, String step) {
        Long index = index(step);
        if (index == null) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_TEXT, "path element \"" + step + "\" is not an integer");
        }
        return (int) (index < 0 ? list.size() + index : index);
    }

    private static Object inserted(Object tree, List<String> path, int depth, Object value, boolean after) {
        String step = path.get(depth);
        boolean last = depth == path.size() - 1;
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> changed = Json.object();
            map.forEach((key, member) -> changed.put((String) key, member));
            Object member = changed.get(step);
            if (last && member != null) {
                throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "cannot replace existing key");
            }
            if (last) {
                changed.put(step, value);
            } else if (member != null) {
                changed.put(step, inserted(member, path, depth + 1, value, after));
            }
            return changed;
        }
        if (tree instanceof List<?> list) {
            List<Object> changed = new ArrayList<>(list);
            int position = Math.max(0, Math.min(position(list, step), list.size()));
            if (last) {
                changed.add(Math.min(list.size(), after ? position + 1 : position), value);
            } else if (position < list.size()) {
                changed.set(position, inserted(list.get(position), path, depth + 1, value, after));
            }
            return changed;
        }
        return tree;
    }

    private static @Nullable Object without(Object tree, List<String> path, int depth) {
        if (path.isEmpty()) {
            return tree;
        }
        String step = path.get(depth);
        boolean last = depth == path.size() - 1;
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> changed = Json.object();
            map.forEach((key, member) -> changed.put((String) key, member));
            Object member = changed.get(step);
            if (last) {
                changed.remove(step);
            } else if (member != null) {
                changed.put(step, java.util.Objects.requireNonNull(without(member, path, depth + 1)));
            }
            return changed;
        }
        if (tree instanceof List<?> list) {
            List<Object> changed = new ArrayList<>(list);
            int position = position(list, step);
            if (position >= 0 && position < list.size()) {
                if (last) {
                    changed.remove(position);
                } else {
                    changed.set(
                            position, java.util.Objects.requireNonNull(without(list.get(position), path, depth + 1)));
                }
            }
            return changed;
        }
        return tree;
    }

    private static Object concat(Object left, Object right) {
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            Map<String, Object> both = Json.object();
            a.forEach((key, value) -> both.put((String) key, value));
            b.forEach((key, value) -> both.put((String) key, value));
            return both;
        }
        List<Object> both = new ArrayList<>();
        for (Object side : List.of(left, right)) {
            if (side instanceof List<?> list) {
                both.addAll(list);
            } else {
                both.add(side);
            }
        }
        return both;
    }

    private static Object deleted(Object tree, Object key) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> left = Json.object();
            List<String> keys =
                    key instanceof List<?> || key.toString().startsWith("{") ? path(key) : List.of(key.toString());
            map.forEach((name, value) -> {
                if (!keys.contains((String) name)) {
                    left.put((String) name, value);
                }
            });
            return left;
        }
        if (tree instanceof List<?> list) {
            List<Object> left = new ArrayList<>(list);
            if (key instanceof Number number) {
                int position = position(list, String.valueOf(number.intValue()));
                if (position >= 0 && position < left.size()) {
                    left.remove(position);
                }
            } else {
                left.removeIf(element -> element.equals(key));
            }
            return left;
        }
        throw new BlazeSqlException(SqlErrorCode.INVALID_PARAMETER, "cannot delete from a JSON scalar");
    }

    /** JSONB_SET_LAX: as JSONB_SET, but a new value that is NULL does what the last argument says. */
    static @Nullable Object setLax(@Nullable Object[] a) {
        Object target = a[0];
        Object path = a[1];
        Object create = a.length > 3 ? a[3] : true;
        if (target == null || path == null || create == null) {
            return null;
        }
        Object value = a[2];
        if (value != null) {
            return Json.print(set(tree(target), path(path), 0, tree(value), (Boolean) create, true));
        }
        String treatment = a.length > 4 ? String.valueOf(a[4]) : "use_json_null";
        return switch (treatment) {
            case "use_json_null" -> Json.print(set(tree(target), path(path), 0, Json.NULL, (Boolean) create, true));
            case "delete_key" ->
                Json.print(java.util.Objects.requireNonNullElse(without(tree(target), path(path), 0), Json.NULL));
            case "return_target" -> Json.print(tree(target));
            case "raise_exception" ->
                throw new BlazeSqlException(SqlErrorCode.NULL_NOT_ALLOWED, "JSON value must not be null");
            default ->
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_PARAMETER,
                        "null_value_treatment must be \"delete_key\", \"return_target\", \"use_json_null\", or \"raise_exception\"");
        };
    }

    /** A SQL value as the text of a JSON value. */
    public static String value(@Nullable Object value, SqlType type, boolean binary) {
        if (value == null) {
            return "null";
        }
        return switch (type.name()) {
            case JSON -> binary ? Json.normalized((String) value) : (String) value;
            case JSONB -> (String) value;
            case BOOLEAN, SMALLINT, INTEGER, BIGINT, DECIMAL -> Texts.format(value, type);
            case REAL, DOUBLE -> {
                double number = ((Number) value).doubleValue();
                String text = Texts.format(value, type);
                yield Double.isFinite(number)
                        ? binary ? new BigDecimal(text).toPlainString() : text
                        : Json.quoted(text);
            }
            case TIMESTAMP -> Json.quoted(Texts.format(value, type).replace(' ', 'T'));
            case TIMESTAMP_TZ -> Json.quoted(Texts.format(value, type).replace(' ', 'T') + ":00");
            case ARRAY -> array((SqlArray) value, binary);
            case RECORD -> record((SqlRecord) value, binary, ",");
            default -> Json.quoted(Texts.format(value, type));
        };
    }

    /** A row as an object. */
    static String record(SqlRecord record, boolean binary, String divider) {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < record.size(); i++) {
            out.append(i == 0 ? "" : divider)
                    .append(Json.quoted(record.names().get(i)))
                    .append(':')
                    .append(value(record.value(i), record.types().get(i), binary));
        }
        String text = out.append('}').toString();
        return binary ? Json.normalized(text) : text;
    }

    private static String array(SqlArray array, boolean binary) {
        StringBuilder out = new StringBuilder();
        array(array, 0, 0, binary, out);
        return array.size() == 0 ? "[]" : out.toString();
    }

    private static int array(SqlArray array, int dimension, int from, boolean binary, StringBuilder out) {
        int at = from;
        for (int i = 0; dimension < array.dimensions() && i < array.length(dimension); i++) {
            out.append(i == 0 ? "[" : binary ? ", " : ",");
            if (dimension < array.dimensions() - 1) {
                at = array(array, dimension + 1, at, binary, out);
            } else {
                out.append(value(array.element(at++), array.elementType(), binary));
            }
        }
        out.append(']');
        return at;
    }

    /** JSON_BUILD_OBJECT: names and values in turn. */
    public static String object(@Nullable Object[] values, List<SqlType> types, boolean binary) {
        if (values.length % 2 != 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "argument list must have even number of elements");
        }
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < values.length; i += 2) {
            Object name = values[i];
            if (name == null) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_PARAMETER, "the name of a member of a JSON object must not be null");
            }
            out.append(i == 0 ? "" : ", ")
                    .append(Json.quoted(Texts.format(name, types.get(i))))
                    .append(" : ")
                    .append(value(values[i + 1], types.get(i + 1), binary));
        }
        String text = out.append('}').toString();
        return binary ? Json.normalized(text) : text;
    }

    /** JSON_BUILD_ARRAY. */
    public static String array(@Nullable Object[] values, List<SqlType> types, boolean binary) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : ", ").append(value(values[i], types.get(i), binary));
        }
        String text = out.append(']').toString();
        return binary ? Json.normalized(text) : text;
    }
}
