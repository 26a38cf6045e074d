/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.statement.ModifyNode;
import io.blazedb.calcite.schema.NameSchema;
import io.blazedb.calcite.validate.BlazeOperators;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** Which name an unknown one in a statement may have been meant for. Who may not see everything is told of nothing. */
final class Suggestions {
    private static final Pattern TABLE = Pattern.compile("table \"([^\"]+)\" does not exist.*");
    private static final Pattern COLUMN =
            Pattern.compile("column \"(?:[^\"]*\\.)?([^\".]+)\"(?: of table \"[^\"]+\")? does not exist.*");
    private static final Pattern FUNCTION = Pattern.compile("function (\\w+)\\(.*\\) does not exist.*");

    private Suggestions() {}

    /** The error with the name that was probably meant; the same error if there is none. */
    static BlazeSqlException with(BlazeSqlException failure, SqlNode statement, PlanningContext context) {
        if (!context.access().isUnrestricted()) {
            return failure;
        }
        String message = String.valueOf(failure.getMessage());
        String meant = null;
        if (failure.code() == SqlErrorCode.UNDEFINED_TABLE) {
            Matcher matcher = TABLE.matcher(message);
            if (matcher.matches()) {
                String name = matcher.group(1);
                meant = closest(name.substring(name.lastIndexOf('.') + 1), context.tableNames());
            }
        } else if (failure.code() == SqlErrorCode.UNDEFINED_COLUMN) {
            Matcher matcher = COLUMN.matcher(message);
            meant = matcher.matches() ? closest(matcher.group(1), columns(statement, context)) : null;
        } else if (failure.code() == SqlErrorCode.UNDEFINED_FUNCTION) {
            Matcher matcher = FUNCTION.matcher(message);
            meant = matcher.matches() ? closest(matcher.group(1), functions(context)) : null;
        }
        return meant == null
                ? failure
                : new BlazeSqlException(failure.code(), message + "; did you mean \"" + meant + "\"?", failure);
    }

    /** Columns of all tables that the statement names. */
    private static Set<String> columns(SqlNode statement, PlanningContext context) {
        Set<String> columns = new TreeSet<>();
        List<SqlIdentifier> names = new ArrayList<>();
        statement.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier name) {
                names.add(name);
                return null;
            }
        });
        if (statement instanceof ModifyNode modification) {
            names.add(modification.target());
        }
        for (SqlIdentifier name : names) {
            List<String> written = name.isStar() ? List.of() : NameSchema.written(name.names);
            ResolvedTable table = written.isEmpty() || written.size() > 3 ? null : context.resolve(written);
            if (table != null) {
                for (ColumnDefinition column : table.definition().columns()) {
                    columns.add(column.name());
                }
            }
        }
        return columns;
    }

    private static Set<String> functions(PlanningContext context) {
        Set<String> functions = new TreeSet<>();
        BlazeOperators.INSTANCE.getOperatorList().forEach(operator -> functions.add(operator.getName()));
        functions.removeIf(name -> !name.matches("\\w+"));
        Set<String> lower = new TreeSet<>();
        functions.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        context.functions().forEach(function -> lower.add(function.name()));
        return lower;
    }

    /** The candidate with the fewest changes, of no more than a third of the letters. */
    private static @Nullable String closest(String name, Collection<String> candidates) {
        String wanted = name.toLowerCase(Locale.ROOT);
        int best = Math.max(1, wanted.length() / 3) + 1;
        String found = null;
        for (String candidate : candidates) {
            int distance = Math.abs(candidate.length() - wanted.length()) >= best
                    ? best
                    : distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < best && !candidate.equals(name)) {
                best = distance;
                found = candidate;
            }
        }
        return found;
    }

    /** Letters to insert, delete, replace or swap with the next one. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                steps[i][j] =
                        Math.min(Math.min(steps[i - 1][j], steps[i][j - 1]) + 1, steps[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[a.length()][b.length()];
    }
}
