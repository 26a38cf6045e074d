/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random tables and queries in the SQL that BlazeDB and HSQLDB share. */
final class RandomQueries {
    private static final String[] WORDS = {"ant", "bee", "cat", "dog", "eel", "fox", "Ant", ""};

    private final Random random;
    private int aliases;

    RandomQueries(long seed) {
        this.random = new Random(seed);
    }

    /** Tables t (with key and indexes), u (with key) and v (without key). */
    List<String> tables(boolean blaze) {
        String text = blaze ? "VARCHAR(10)" : "VARCHAR(10)";
        List<String> sql = new ArrayList<>();
        sql.add("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER, s " + text
                + ", n DECIMAL(8,2), d DATE)");
        sql.add("CREATE TABLE u (id INTEGER PRIMARY KEY, t_id INTEGER, b INTEGER, s " + text + ")");
        sql.add("CREATE TABLE v (a INTEGER, s " + text + ", x DOUBLE)");
        sql.add("CREATE INDEX t_a ON t (a)");
        sql.add("CREATE INDEX t_b_s ON t (b, s)");
        sql.add("CREATE INDEX u_t ON u (t_id)");
        return sql;
    }

    List<String> rows() {
        List<String> sql = new ArrayList<>();
        int count = 5 + random.nextInt(40);
        for (int i = 0; i < count; i++) {
            sql.add("INSERT INTO t VALUES (" + i + ", " + number() + ", " + number() + ", " + word() + ", " + decimal()
                    + ", " + date() + ")");
        }
        for (int i = 0; i < count / 2; i++) {
            sql.add("INSERT INTO u VALUES (" + i + ", " + number() + ", " + number() + ", " + word() + ")");
        }
        for (int i = 0; i < count / 3; i++) {
            sql.add("INSERT INTO v VALUES (" + number() + ", " + word() + ", " + nullOr(random.nextInt(8) * 0.5) + ")");
        }
        return sql;
    }

    private String nullOr(Object value) {
        return random.nextInt(5) == 0 ? "NULL" : String.valueOf(value);
    }

    private String number() {
        return nullOr(random.nextInt(12));
    }

    private String word() {
        return nullOr("'" + WORDS[random.nextInt(WORDS.length)] + "'");
    }

    private String decimal() {
        return nullOr((random.nextInt(2000) - 1000) / 100.0);
    }

    private String date() {
        return nullOr("DATE '20" + (10 + random.nextInt(10)) + "-0" + (1 + random.nextInt(9)) + "-11'");
    }

    /** A table in FROM: its alias, numbers and texts. */
    private record Source(String sql, String alias, List<String> numbers, List<String> texts) {}

    private Source source() {
        String alias = "q" + aliases++;
        return switch (random.nextInt(4)) {
            case 0 -> new Source("u " + alias, alias, List.of("id", "t_id", "b"), List.of("s"));
            case 1 -> new Source("v " + alias, alias, List.of("a"), List.of("s"));
            case 2 ->
                new Source(
                        "(SELECT b AS g, COUNT(*) AS c, MAX(a) AS m, MIN(s) AS s FROM t GROUP BY b) " + alias,
                        alias,
                        List.of("g", "c", "m"),
                        List.of("s"));
            default -> new Source("t " + alias, alias, List.of("id", "a", "b"), List.of("s"));
        };
    }

    /** A query; a list of rows without an order. */
    String query() {
        aliases = 0;
        return switch (random.nextInt(8)) {
            case 0 -> aggregate();
            case 1 -> simple() + setOperation() + simple();
            case 2 -> ordered();
            default -> simpleSelect();
        };
    }

    /**
     * A FROM clause and a condition over its tables.
     *
     * @param columns a list of columns that tells rows apart for the most part
     */
    record Partition(String columns, String from, String condition) {}

    Partition partition() {
        aliases = 0;
        List<Source> sources = new ArrayList<>();
        String from = from(sources);
        List<String> columns = new ArrayList<>();
        for (Source source : sources) {
            source.numbers().forEach(column -> columns.add(source.alias() + "." + column));
        }
        return new Partition(String.join(", ", columns), from, condition(sources, 4));
    }

    private String setOperation() {
        String[] operations = {" UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT "};
        return operations[random.nextInt(operations.length)];
    }

    private String simple() {
        Source source = source();
        return "SELECT " + numeric(List.of(source), 1) + ", " + text(List.of(source)) + " FROM " + source.sql()
                + " WHERE " + condition(List.of(source), 2);
    }

    private String ordered() {
        List<Source> sources = List.of(source());
        Source s = sources.get(0);
        String column = s.alias() + "." + s.numbers().get(0);
        return "SELECT " + column + " FROM " + s.sql() + " WHERE " + condition(sources, 1) + " AND " + column
                + " IS NOT NULL ORDER BY " + column + (random.nextBoolean() ? " DESC" : "") + " LIMIT "
                + (1 + random.nextInt(8));
    }

    private String simpleSelect() {
        List<Source> sources = new ArrayList<>();
        String from = from(sources);
        return "SELECT " + numeric(sources, 2) + ", " + text(sources) + ", " + numeric(sources, 1) + " FROM " + from
                + " WHERE " + condition(sources, 3);
    }

    private String aggregate() {
        List<Source> sources = new ArrayList<>();
        String from = from(sources);
        String key = numeric(sources, 0);
        return "SELECT " + key + ", COUNT(*), SUM(" + numeric(sources, 0) + "), MIN(" + text(sources)
                + "), COUNT(DISTINCT "
                + numeric(sources, 0) + ") FROM " + from + " WHERE " + condition(sources, 2) + " GROUP BY " + key
                + (random.nextBoolean() ? " HAVING COUNT(*) > " + random.nextInt(3) : "");
    }

    private String from(List<Source> sources) {
        Source first = source();
        sources.add(first);
        StringBuilder sql = new StringBuilder(first.sql());
        int joins = random.nextInt(3);
        for (int i = 0; i < joins; i++) {
            Source next = source();
            String[] kinds = {" JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " JOIN ", " FULL JOIN "};
            String kind = kinds[random.nextInt(sources.size() > 1 ? 2 : 5)];
            Source other = sources.get(random.nextInt(sources.size()));
            sql.append(kind)
                    .append(next.sql())
                    .append(" ON ")
                    .append(column(other))
                    .append(" = ")
                    .append(column(next));
            if (random.nextInt(3) == 0 && !kind.equals(" FULL JOIN ")) {
                sql.append(" AND ").append(column(next)).append(" < ").append(random.nextInt(12));
            }
            sources.add(next);
        }
        return sql.toString();
    }

    private String column(Source source) {
        return source.alias() + "."
                + source.numbers().get(random.nextInt(source.numbers().size()));
    }

    private String numeric(List<Source> sources, int depth) {
        Source source = sources.get(random.nextInt(sources.size()));
        if (depth == 0) {
            return column(source);
        }
        return switch (random.nextInt(9)) {
            case 0 -> "(" + numeric(sources, depth - 1) + " + " + numeric(sources, depth - 1) + ")";
            case 1 -> "(" + numeric(sources, depth - 1) + " * 2 - " + random.nextInt(5) + ")";
            case 2 ->
                "CASE WHEN " + condition(sources, depth - 1) + " THEN " + numeric(sources, depth - 1) + " ELSE "
                        + random.nextInt(9) + " END";
            case 3 -> "COALESCE(" + numeric(sources, depth - 1) + ", " + random.nextInt(9) + ")";
            case 4 -> "ABS(" + numeric(sources, depth - 1) + " - 5)";
            case 5 -> "(SELECT COUNT(*) FROM u z WHERE z.t_id = " + column(source) + ")";
            default -> column(source);
        };
    }

    private String text(List<Source> sources) {
        Source source = sources.get(random.nextInt(sources.size()));
        String column = source.alias() + "." + source.texts().get(0);
        return switch (random.nextInt(6)) {
            case 0 -> "UPPER(" + column + ")";
            case 1 -> "(" + column + " || 'x')";
            case 2 -> "SUBSTRING(" + column + " FROM 2 FOR 1)";
            case 3 -> "COALESCE(" + column + ", 'none')";
            default -> column;
        };
    }

    private String condition(List<Source> sources, int depth) {
        Source source = sources.get(random.nextInt(sources.size()));
        String column = column(source);
        if (depth > 0 && random.nextInt(3) > 0) {
            return switch (random.nextInt(4)) {
                case 0 -> "(" + condition(sources, depth - 1) + " OR " + condition(sources, depth - 1) + ")";
                case 1 -> "NOT (" + condition(sources, depth - 1) + ")";
                default -> "(" + condition(sources, depth - 1) + " AND " + condition(sources, depth - 1) + ")";
            };
        }
        String alias = "y" + aliases++;
        return switch (random.nextInt(14)) {
            case 0 -> column + " = " + random.nextInt(12);
            case 1 -> column + " < " + random.nextInt(12);
            case 2 -> column + " BETWEEN " + random.nextInt(6) + " AND " + (5 + random.nextInt(7));
            case 3 ->
                column + " IN (" + random.nextInt(12) + ", " + random.nextInt(12) + ", " + random.nextInt(12) + ")";
            case 4 -> column + " IS " + (random.nextBoolean() ? "NOT " : "") + "NULL";
            case 5 ->
                column + " " + (random.nextBoolean() ? "NOT " : "") + "IN (SELECT " + alias + ".b FROM u " + alias
                        + " WHERE " + alias + ".id < " + random.nextInt(20) + ")";
            case 6 ->
                (random.nextBoolean() ? "NOT " : "") + "EXISTS (SELECT 1 FROM u " + alias + " WHERE " + alias
                        + ".t_id = " + column + ")";
            case 7 ->
                column + " > (SELECT AVG(" + alias + ".a) FROM t " + alias + " WHERE " + alias + ".b = " + column + ")";
            case 8 ->
                source.alias() + "." + source.texts().get(0) + " LIKE '" + (random.nextBoolean() ? "%" : "") + "a%'";
            case 9 -> source.alias() + "." + source.texts().get(0) + " >= 'bee'";
            case 10 ->
                column + " >= ALL (SELECT " + alias + ".b FROM u " + alias + " WHERE " + alias + ".b IS NOT NULL)";
            case 11 -> column + " <> " + column(sources.get(random.nextInt(sources.size())));
            case 12 ->
                column + " IN (SELECT " + alias + ".id FROM t " + alias + " WHERE " + alias + ".a = 3 AND " + alias
                        + ".a = 4)";
            default -> column + " > " + random.nextInt(12);
        };
    }
}
