/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query in the making. Column names may be qualified by their table's name, as in {@code bugs.title}.
 *
 * <p>Threading: build and run it in one thread.
 */
public final class Query {
    private final BlazeDatabase database;
    private final String from;
    private final Conditions conditions = new Conditions();
    private final List<String> order = new ArrayList<>();
    private String columns = "*";
    private @Nullable Long limit;
    private @Nullable Long offset;

    /** @param from the FROM clause as SQL text */
    Query(BlazeDatabase database, String from) {
        this.database = database;
        this.from = from;
    }

    /** Reads these columns only. */
    public Query columns(String... names) {
        List<String> quoted = new ArrayList<>();
        for (String name : names) {
            quoted.add(Names.table(name));
        }
        columns = String.join(", ", quoted);
        return this;
    }

    /** Begins a condition; several conditions must all hold. */
    public Condition where(String column) {
        return new Condition(this, Names.table(column));
    }

    /** The same as {@link #where}, to be read aloud. */
    public Condition and(String column) {
        return where(column);
    }

    public Query orderBy(String... names) {
        for (String name : names) {
            order.add(Names.table(name));
        }
        return this;
    }

    public Query orderByDescending(String name) {
        order.add(Names.table(name) + " DESC");
        return this;
    }

    public Query limit(long rows) {
        limit = rows;
        return this;
    }

    public Query offset(long rows) {
        offset = rows;
        return this;
    }

    /** Runs the query. */
    public List<Row> all() {
        return database.sql(toSql(), conditions.values().toArray());
    }

    /** The first row. */
    public Optional<Row> first() {
        limit = 1L;
        List<Row> rows = all();
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    /** How many rows meet the conditions. */
    public long count() {
        List<Row> rows = database.sql(
                select("COUNT(*) AS \"count\""), conditions.values().toArray());
        return rows.get(0).getLong("count");
    }

    /** The query as SQL, with question marks for {@link #parameters}. */
    String toSql() {
        return select(columns) + tail();
    }

    List<@Nullable Object> parameters() {
        return conditions.values();
    }

    private String select(String what) {
        return "SELECT " + what + " FROM " + from + conditions.toSql();
    }

    private String tail() {
        String ordered = order.isEmpty() ? "" : " ORDER BY " + String.join(", ", order);
        String skipped = offset == null ? "" : " OFFSET " + offset + " ROWS";
        String limited = limit == null ? "" : " FETCH NEXT " + limit + " ROWS ONLY";
        return ordered + skipped + limited;
    }

    /** A condition on a column. */
    public static final class Condition {
        private final Query query;
        private final String column;

        private Condition(Query query, String column) {
            this.query = query;
            this.column = column;
        }

        /** Equality; with null, whether it is NULL. */
        public Query equalTo(@Nullable Object value) {
            return compare("=", value);
        }

        /** Inequality; with null, whether it is not NULL. */
        public Query notEqualTo(@Nullable Object value) {
            return compare("<>", value);
        }

        public Query greaterThan(Object value) {
            return compare(">", value);
        }

        public Query atLeast(Object value) {
            return compare(">=", value);
        }

        public Query lessThan(Object value) {
            return compare("<", value);
        }

        public Query atMost(Object value) {
            return compare("<=", value);
        }

        public Query between(Object low, Object high) {
            query.conditions.compare(column, ">=", low);
            return compare("<=", high);
        }

        /** A pattern with {@code %} and {@code _}. */
        public Query like(String pattern) {
            return compare("LIKE", pattern);
        }

        public Query in(Collection<?> values) {
            query.conditions.in(column, values);
            return query;
        }

        public Query isNull() {
            query.conditions.add(column + " IS NULL");
            return query;
        }

        public Query isNotNull() {
            query.conditions.add(column + " IS NOT NULL");
            return query;
        }

        private Query compare(String operator, @Nullable Object value) {
            query.conditions.compare(column, operator, value);
            return query;
        }
    }
}
