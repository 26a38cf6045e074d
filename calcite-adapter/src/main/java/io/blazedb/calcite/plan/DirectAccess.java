/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.operator.KeyCondition;
import io.blazedb.calcite.parser.DirectStatement.Comparison;
import io.blazedb.calcite.parser.DirectStatement.Condition;
import io.blazedb.calcite.parser.DirectStatement.Order;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a short statement comes to its rows: by a whole key, along a part of the primary key, or along all of it. Not thread-safe. */
final class DirectAccess {
    private final TableDefinition table;
    private final @Nullable String alias;
    private final @Nullable Condition[] equal;
    private final @Nullable Condition[] lower;
    private final @Nullable Condition[] upper;
    private @Nullable IndexDefinition index;
    private boolean seek;
    private boolean descending;
    private int prefix;
    private KeyCondition condition = KeyCondition.NONE;

    private DirectAccess(TableDefinition table, @Nullable String alias) {
        this.table = table;
        this.alias = alias;
        int columns = table.columns().size();
        this.equal = new Condition[columns];
        this.lower = new Condition[columns];
        this.upper = new Condition[columns];
    }

    /** The way to the rows that meet the conditions, and no others; null if no key leads there alone. */
    static @Nullable DirectAccess of(
            TableDefinition table, @Nullable String alias, List<Condition> conditions, DirectValues values) {
        DirectAccess access = new DirectAccess(table, alias);
        for (Condition condition : conditions) {
            if (!access.add(condition)) {
                return null;
            }
        }
        return access.choose(conditions.size(), values) ? access : null;
    }

    /** Position of a column; -1 if there is none, or if the qualifier does not mean the table. */
    int column(@Nullable String qualifier, String name) {
        boolean own = qualifier == null || qualifier.equals(alias == null ? table.name() : alias);
        return own ? table.columnIndex(name) : -1;
    }

    KeyCondition condition() {
        return condition;
    }

    /** The unique index whose values are given; null for the primary key. */
    @Nullable
    IndexDefinition index() {
        return index;
    }

    /** Whether the whole primary key is given. */
    boolean isSeek() {
        return seek;
    }

    /** Whether a whole key is given: there is one row at most. */
    boolean isSingle() {
        return seek || index != null;
    }

    boolean descending() {
        return descending;
    }

    /** Whether the rows are limited by more than one end of a range. */
    boolean isNarrow() {
        return isSingle() || prefix > 0 || (condition.lower() != null && condition.upper() != null);
    }

    /** Makes the rows come in this order, backwards if need be; false if the key does not give it. */
    boolean orderBy(List<Order> order) {
        int next = prefix;
        boolean first = true;
        for (Order by : order) {
            int column = column(by.qualifier(), by.column());
            if (column < 0) {
                return false;
            }
            if (isSingle() || equal[column] != null) {
                continue;
            }
            boolean fits = next < table.primaryKey().size()
                    && table.primaryKey().get(next) == column
                    && (first || by.descending() == descending);
            if (!fits) {
                return false;
            }
            descending = by.descending();
            first = false;
            next++;
        }
        return true;
    }

    /** The path as EXPLAIN shows it. */
    String explain(String name, DirectValues values) {
        List<String> parts = new ArrayList<>();
        for (Condition[] kind : List.of(equal, lower, upper)) {
            for (Condition part : kind) {
                if (part != null) {
                    parts.add(part.column() + symbol(part.comparison()) + values.text(part.value()));
                }
            }
        }
        IndexDefinition through = index;
        String what = through != null
                ? "BlazeIndexScan " + name + " using " + through.name()
                : (seek ? "BlazeKeySeek " : parts.isEmpty() ? "BlazeTableScan " : "BlazeKeyRange ") + name;
        return what
                + (parts.isEmpty() ? "" : " on " + String.join(" and ", parts))
                + (descending ? " backwards" : "")
                + (isSingle() ? "  (rows 1)" : "");
    }

    private static String symbol(Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> " = ";
            case LESS -> " < ";
            case LESS_OR_EQUAL -> " <= ";
            case GREATER -> " > ";
            case GREATER_OR_EQUAL -> " >= ";
        };
    }

    private boolean add(Condition condition) {
        int column = column(condition.qualifier(), condition.column());
        if (column < 0) {
            return false;
        }
        @Nullable
        Condition[] kind = switch (condition.comparison()) {
            case EQUAL -> equal;
            case LESS, LESS_OR_EQUAL -> upper;
            case GREATER, GREATER_OR_EQUAL -> lower;
        };
        boolean first = kind[column] == null;
        kind[column] = condition;
        return first;
    }

    /** Finds the key that takes all of so many conditions. */
    private boolean choose(int conditions, DirectValues values) {
        if (conditions == 0) {
            return true;
        }
        List<Integer> key = table.primaryKey();
        int equalities = equalities(key);
        int bound = equalities < key.size() ? key.get(equalities) : -1;
        int bounds = bound < 0 ? 0 : (lower[bound] == null ? 0 : 1) + (upper[bound] == null ? 0 : 1);
        if (equalities + bounds == conditions) {
            prefix = equalities;
            seek = equalities == key.size();
            return take(key.subList(0, equalities), bound, values);
        }
        for (IndexDefinition candidate : table.indexes()) {
            if (!candidate.isPlain()) {
                continue;
            }
            List<Integer> columns = new ArrayList<>();
            candidate.columns().forEach(column -> columns.add(column.column()));
            if (candidate.unique() && equalities(columns) == columns.size() && columns.size() == conditions) {
                index = candidate;
                return take(columns, -1, values);
            }
        }
        return false;
    }

    /** How many of the first columns of a key have a value. */
    private int equalities(List<Integer> key) {
        int count = 0;
        while (count < key.size() && equal[key.get(count)] != null) {
            count++;
        }
        return count;
    }

    private boolean take(List<Integer> columns, int bound, DirectValues values) {
        List<KeyCondition.Equality> equalities = new ArrayList<>();
        for (int column : columns) {
            SqlType type = type(column);
            Condition given = equal[column];
            Expression value = given == null ? null : values.compared(given.value(), type, true);
            if (value == null) {
                return false;
            }
            equalities.add(new KeyCondition.Equality(List.of(value), type, false));
        }
        Condition from = bound < 0 ? null : lower[bound];
        Condition to = bound < 0 ? null : upper[bound];
        KeyCondition.Limit first = from == null ? null : limit(from, bound, values);
        KeyCondition.Limit last = to == null ? null : limit(to, bound, values);
        condition = new KeyCondition(List.copyOf(equalities), first, last);
        return (from == null) == (first == null) && (to == null) == (last == null);
    }

    private KeyCondition.@Nullable Limit limit(Condition bound, int column, DirectValues values) {
        Expression value = values.compared(bound.value(), type(column), false);
        boolean inclusive =
                bound.comparison() == Comparison.LESS_OR_EQUAL || bound.comparison() == Comparison.GREATER_OR_EQUAL;
        return value == null ? null : new KeyCondition.Limit(value, inclusive, type(column));
    }

    private SqlType type(int column) {
        return table.columns().get(column).type();
    }
}
