/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.parser.statement.RelationNumbers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.jspecify.annotations.Nullable;

/**
 * Names of a query's result columns as PostgreSQL gives them: an expression without alias is called after its function, a cast after what
 * it casts, anything else {@code ?column?}; columns of equal name keep it. (Calcite says {@code EXPR$0} and numbers equal names.)
 *
 * <p>Read from the query before validation, which rewrites it.
 */
final class Labels {
    private static final String UNNAMED = "?column?";

    /** A label for each select item; null for a star, which stands for any number of columns. */
    private final List<@Nullable String> items;

    private Labels(List<@Nullable String> items) {
        this.items = items;
    }

    static Labels of(SqlNode query) {
        SqlSelect select = select(query);
        List<@Nullable String> items = new ArrayList<>();
        if (select != null) {
            for (SqlNode item : select.getSelectList()) {
                items.add(item instanceof SqlIdentifier name && name.isStar() ? null : label(item));
            }
        }
        return new Labels(items);
    }

    /** Labels of the columns that Calcite gave these names. */
    List<String> apply(List<String> names) {
        boolean aligned = items.size() == names.size() && !items.contains(null);
        Set<String> known = new HashSet<>(items);
        List<String> labels = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            String item = aligned ? items.get(i) : null;
            labels.add(item != null ? item : unnumbered(names.get(i), known, names));
        }
        return labels;
    }

    /** The name without the number that tells equal names of a star apart. */
    private static String unnumbered(String name, Set<String> known, List<String> names) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        if (end == name.length() || known.contains(name)) {
            return name;
        }
        if (name.startsWith("EXPR$")) {
            return UNNAMED;
        }
        String base = name.substring(0, end);
        return names.subList(0, names.indexOf(name)).contains(base) ? base : name;
    }

    private static @Nullable SqlSelect select(SqlNode query) {
        if (query instanceof SqlOrderBy ordered) {
            return select(ordered.query);
        }
        if (query instanceof SqlWith with) {
            return select(with.body);
        }
        if (query instanceof SqlSelect select) {
            return select;
        }
        boolean setOperation = query instanceof SqlBasicCall && SqlKind.SET_QUERY.contains(query.getKind());
        return setOperation ? select(((SqlCall) query).operand(0)) : null;
    }

    private static String label(SqlNode item) {
        if (item instanceof SqlIdentifier name) {
            return name.names.get(name.names.size() - 1);
        }
        if (!(item instanceof SqlCall call)) {
            return UNNAMED;
        }
        return switch (call.getKind()) {
            case AS -> label(call.operand(1));
            case OVER, FILTER, WITHIN_GROUP, RESPECT_NULLS, IGNORE_NULLS, WITHIN_DISTINCT -> label(call.operand(0));
            case CAST -> castLabel(call);
            case CASE -> "case";
            case SCALAR_QUERY -> scalarLabel(call.operand(0));
            case EXISTS -> "exists";
            case ROW -> "row";
            case ARRAY_VALUE_CONSTRUCTOR -> "array";
            default -> functionLabel(call);
        };
    }

    private static String functionLabel(SqlCall call) {
        if (RelationNumbers.isCast(call)) {
            return castLabel(call);
        }
        return call.getOperator() instanceof SqlFunction
                        && Character.isLetter(name(call).charAt(0))
                ? call.getOperator().getName().toLowerCase(Locale.ROOT)
                : UNNAMED;
    }

    /** The name of what is called; an operator's is no label. */
    private static String name(SqlCall call) {
        String name = call.getOperator().getName();
        return name.isEmpty() ? "?" : name;
    }

    private static String castLabel(SqlCall cast) {
        String inner = label(cast.operand(0));
        if (RelationNumbers.isCast(cast)) {
            return inner.equals(UNNAMED) ? "regclass" : inner;
        }
        return inner.equals(UNNAMED)
                ? cast.operand(1).toString().replace("`", "").toLowerCase(Locale.ROOT)
                : inner;
    }

    private static String scalarLabel(SqlNode query) {
        SqlSelect select = select(query);
        return select == null ? UNNAMED : label(select.getSelectList().get(0));
    }
}
