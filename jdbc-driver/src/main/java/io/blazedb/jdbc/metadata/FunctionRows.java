/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.metadata;

import io.blazedb.calcite.BuiltInFunctions;
import io.blazedb.calcite.function.UserFunction;
import io.blazedb.calcite.function.UserFunctions;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.convert.JdbcTypes;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The functions that statements can call: those of SQL, and those that the program has given. They belong to no catalog and no schema.
 * Only the program's have parameters of one type each, so only theirs are described.
 */
public final class FunctionRows {
    private static final int NAME = 2;
    private static final int SPECIFIC_NAME = 5;
    private static final int RESULT = 0;
    private static final int DECIMAL_RADIX = 10;

    private final List<UserFunction> given;

    public FunctionRows(UserFunctions functions) {
        this.given = functions.all();
    }

    /** Rows of getFunctions. */
    public List<@Nullable Object[]> functions(
            @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (!isWithout(catalog) || !isWithout(schemaPattern)) {
            return rows;
        }
        LikePattern names = new LikePattern(folded(namePattern));
        for (String name : BuiltInFunctions.names()) {
            if (names.matches(name)) {
                rows.add(function(name, name, null));
            }
        }
        for (UserFunction function : given) {
            if (names.matches(function.name())) {
                rows.add(function(function.name(), specificName(function), "given by the program"));
            }
        }
        rows.sort(Comparator.comparing((@Nullable Object[] row) -> String.valueOf(row[NAME]))
                .thenComparing(row -> String.valueOf(row[SPECIFIC_NAME])));
        return rows;
    }

    /** Rows of getFunctionColumns. */
    public List<@Nullable Object[]> columns(
            @Nullable String catalog,
            @Nullable String schemaPattern,
            @Nullable String namePattern,
            @Nullable String columnPattern) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (!isWithout(catalog) || !isWithout(schemaPattern)) {
            return rows;
        }
        LikePattern names = new LikePattern(folded(namePattern));
        LikePattern columns = new LikePattern(columnPattern);
        List<UserFunction> ordered = new ArrayList<>(given);
        ordered.sort(Comparator.comparing(UserFunction::name).thenComparing(FunctionRows::specificName));
        for (UserFunction function : ordered) {
            if (names.matches(function.name())) {
                for (int i = RESULT; i <= function.arguments().size(); i++) {
                    String column = i == RESULT ? "" : "arg" + i;
                    if (columns.matches(column)) {
                        rows.add(column(function, column, i));
                    }
                }
            }
        }
        return rows;
    }

    private static boolean isWithout(@Nullable String place) {
        return place == null || place.isEmpty();
    }

    /** Names of functions mean the same in any case. */
    private static @Nullable String folded(@Nullable String pattern) {
        return pattern == null ? null : pattern.toLowerCase(Locale.ROOT);
    }

    private static String specificName(UserFunction function) {
        return function.name() + "_" + function.arguments().size();
    }

    private static @Nullable Object[] function(String name, String specific, @Nullable String remarks) {
        return new @Nullable Object[] {
            null, null, name, remarks, (short) DatabaseMetaData.functionResultUnknown, specific
        };
    }

    private static @Nullable Object[] column(UserFunction function, String name, int position) {
        boolean result = position == RESULT;
        SqlType type = result ? function.result() : function.arguments().get(position - 1);
        return new @Nullable Object[] {
            null,
            null,
            function.name(),
            name,
            (short) (result ? DatabaseMetaData.functionReturn : DatabaseMetaData.functionColumnIn),
            JdbcTypes.code(type),
            JdbcTypes.name(type),
            JdbcTypes.precision(type),
            JdbcTypes.displaySize(type),
            (short) JdbcTypes.scale(type),
            JdbcTypes.isSigned(type) ? (short) DECIMAL_RADIX : null,
            (short) DatabaseMetaData.functionNullable,
            null,
            JdbcTypes.isText(type) ? JdbcTypes.precision(type) : null,
            position,
            "YES",
            specificName(function)
        };
    }
}
