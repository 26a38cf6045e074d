/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.types.SqlType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Functions that take NULL as a value, or give NULL for values. */
public final class NullableFunctions {
    private NullableFunctions() {}

    /** A function of arguments that may be NULL. */
    @FunctionalInterface
    public interface Function {
        @Nullable
        Object apply(@Nullable Object[] arguments);
    }

    /** The function of this name that is called with NULLs, or null. */
    public static @Nullable Function find(String name, List<SqlType> types) {
        boolean binary = name.startsWith("JSONB");
        return switch (name) {
            case "FORMAT" ->
                a -> {
                    Object format = a[0];
                    return format == null ? null : TextFunctions.format((String) format, texts(a, types));
                };
            case "QUOTE_NULLABLE" ->
                a -> {
                    Object value = a[0];
                    return value == null ? "NULL" : TextFunctions.quotedText(TextFunctions.text(value, types.get(0)));
                };
            case "NUM_NULLS" ->
                a -> (int) Arrays.stream(a).filter(Objects::isNull).count();
            case "NUM_NONNULLS" ->
                a -> (int) Arrays.stream(a).filter(Objects::nonNull).count();
            case "JSONB_SET_LAX" -> JsonFunctions::setLax;
            case "JSON_BUILD_OBJECT", "JSONB_BUILD_OBJECT" -> a -> JsonFunctions.object(a, types, binary);
            case "JSON_BUILD_ARRAY", "JSONB_BUILD_ARRAY" -> a -> JsonFunctions.array(a, types, binary);
            default -> null;
        };
    }

    /** The function of this name that is NULL when an argument is, and at other times too; or null. */
    public static JsonFunctions.@Nullable Lookup lookup(String name, List<SqlType> types) {
        int count = types.size();
        return switch (name) {
            case "REGEXP_SUBSTR" ->
                a -> RegexFunctions.part(
                        count > 2 ? Functions.substring((String) a[0], a[2], null) : (String) a[0],
                        (String) a[1],
                        count > 4 ? (String) a[4] : "",
                        count > 3 ? Arithmetic.longOf(a[3]) : 1,
                        count > 5 ? (int) Arithmetic.longOf(a[5]) : 0);
            case "SUBSTRING", "SUBSTR" ->
                count == 2 && Casts.isText(types.get(0)) && Casts.isText(types.get(1))
                        ? a -> RegexFunctions.substring((String) a[0], (String) a[1])
                        : null;
            default -> null;
        };
    }

    private static @Nullable Object[] texts(@Nullable Object[] arguments, List<SqlType> types) {
        @Nullable Object[] texts = new @Nullable Object[arguments.length - 1];
        for (int i = 0; i < texts.length; i++) {
            Object value = arguments[i + 1];
            texts[i] = value == null ? null : TextFunctions.text(value, types.get(i + 1));
        }
        return texts;
    }
}
