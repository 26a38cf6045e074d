/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.validate.BlazeOperators;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlGroupedWindowFunction;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWindowTableFunction;

/** What functions SQL has by itself. */
public final class BuiltInFunctions {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    private BuiltInFunctions() {}

    /** The names of all functions, aggregates among them, in lower case and ordered. */
    public static List<String> names() {
        TreeSet<String> names = new TreeSet<>();
        for (SqlOperator operator : BlazeOperators.INSTANCE.getOperatorList()) {
            if (operator instanceof SqlFunction function
                    && NAME.matcher(function.getName()).matches()
                    && !isOfStreams(function)) {
                names.add(function.getName().toLowerCase(Locale.ROOT));
            }
        }
        return List.copyOf(names);
    }

    /** Calcite's functions for windows of time over streams and for MATCH_RECOGNIZE: statements here have neither. */
    private static boolean isOfStreams(SqlFunction function) {
        return function.getFunctionType() == SqlFunctionCategory.MATCH_RECOGNIZE
                || function instanceof SqlGroupedWindowFunction
                || function instanceof SqlWindowTableFunction;
    }
}
