/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes a random table of every type that vectors hold, with values at the edges of each, and queries over all of it. */
final class BatchQueries {
    private static final String[] WORDS = {"ant", "bee", "cat", "Zebra", "", "é", "antelope", "anthill of ants", "日本"};
    private static final String[] NUMBERS = {"i", "l", "k", "d", "f", "n", "m"};
    private static final String[] COLUMNS = {"i", "l", "k", "d", "f", "n", "m", "s", "t", "b", "dt", "ts", "u", "y"};
    private static final String[] COMPARISONS = {"=", "<>", "<", "<=", ">", ">="};

    private final Random random;

    BatchQueries(long seed) {
        this.random = new Random(seed);
    }

    List<String> tables() {
        String columns =
                "(id INTEGER PRIMARY KEY, i INTEGER, l BIGINT, k SMALLINT, d DOUBLE PRECISION, f REAL, n DECIMAL(12,2),"
                        + " m DECIMAL(30,4), s VARCHAR(20), t VARCHAR, b BOOLEAN, dt DATE, ts TIMESTAMP, u UUID, y VARBINARY(8),"
                        + " c CHAR(4), w INTEGER)";
        return List.of("CREATE TABLE a " + columns, "CREATE TABLE z " + columns);
    }

    /** A statement that inserts as many rows as are there already between 0 and 99, put together from two of them each. */
    String mixedRows(int from, int count) {
        return "INSERT INTO a SELECT p.id + " + from
                + ", p.i, q.l, p.k, q.d, q.f, p.n, q.m, q.s, p.t, p.b, q.dt, p.ts, q.u, p.y,"
                + " q.c, p.w FROM a p JOIN a q ON q.id = MOD(p.id * 7 + " + random.nextInt(100) + ", 100) WHERE p.id < "
                + count;
    }

    /** A statement that inserts rows. */
    String rows(String table, int from, int count) {
        List<String> rows = new ArrayList<>();
        for (int id = from; id < from + count; id++) {
            rows.add("(" + id + ", " + nullOr(integer()) + ", " + nullOr(big()) + ", "
                    + nullOr("" + (random.nextInt(9) - 4))
                    + ", " + nullOr(floating()) + ", " + nullOr(floating()) + ", " + nullOr(decimal(2)) + ", "
                    + nullOr(largeDecimal()) + ", " + nullOr(word()) + ", " + nullOr(word()) + ", "
                    + nullOr("" + random.nextBoolean()) + ", "
                    + nullOr("DATE '20" + (10 + random.nextInt(10)) + "-03-11'")
                    + ", " + nullOr("TIMESTAMP '2020-01-0" + (1 + random.nextInt(9)) + " 10:00:00.5'") + ", "
                    + nullOr("CAST('0000000" + random.nextInt(4) + "-0000-0000-0000-000000000000' AS UUID)") + ", "
                    + nullOr("X'0" + random.nextInt(4) + "'") + ", " + nullOr(word4()) + ", " + random.nextInt(50)
                    + ")");
        }
        return "INSERT INTO " + table + " VALUES " + String.join(", ", rows);
    }

    private String nullOr(String value) {
        return random.nextInt(8) == 0 ? "NULL" : value;
    }

    private String integer() {
        return switch (random.nextInt(40)) {
            case 0 -> "2147483647";
            case 1 -> "-2147483648";
            default -> "" + (random.nextInt(40) - 20);
        };
    }

    private String big() {
        return switch (random.nextInt(60)) {
            case 0 -> "9223372036854775807";
            case 1 -> "-9223372036854775807";
            case 2 -> "3037000500";
            default -> "" + (random.nextInt(1000) - 500);
        };
    }

    private String floating() {
        return switch (random.nextInt(12)) {
            case 0 -> "CAST('NaN' AS DOUBLE PRECISION)";
            case 1 -> "-0.0E0";
            case 2 -> "0.0E0";
            case 3 -> "1E30";
            default -> (random.nextInt(64) - 32) / 4.0 + "E0";
        };
    }

    private String decimal(int scale) {
        return (random.nextInt(4000) - 2000) / 100.0 + "";
    }

    private String largeDecimal() {
        return random.nextInt(6) == 0 ? "12345678901234567890123.4567" : decimal(4);
    }

    private String word() {
        return "'" + WORDS[random.nextInt(WORDS.length)] + "'";
    }

    private String word4() {
        return "'" + (random.nextBoolean() ? "ab" : "abcd") + "'";
    }

    String query() {
        return switch (random.nextInt(13)) {
            case 10, 11 -> windowed();
            case 12 -> combined();
            case 0, 1, 2, 3 -> aggregate();
            case 4 -> distinct();
            case 5 -> sorted();
            case 6, 7 -> joined();
            default -> grouped();
        };
    }

    private String aggregate() {
        return "SELECT " + aggregates("") + " FROM a" + where("");
    }

    private String grouped() {
        String keys = key("");
        if (random.nextBoolean()) {
            keys += ", " + key("");
        }
        return "SELECT " + keys + ", " + aggregates("") + " FROM a" + where("") + " GROUP BY " + keys
                + (random.nextInt(3) == 0 ? " HAVING COUNT(*) > 2" : "");
    }

    private String distinct() {
        return "SELECT DISTINCT " + key("") + ", " + key("") + " FROM a" + where("");
    }

    private String combined() {
        String[] operations = {"UNION ALL", "UNION", "UNION", "INTERSECT", "EXCEPT ALL"};
        String operation = operations[random.nextInt(operations.length)];
        String columns = key("") + " AS x, " + number("") + " AS y";
        String other = random.nextInt(4) == 0 ? columns.replace(number(""), number("")) : columns;
        String rows = "SELECT " + columns + " FROM a" + where("") + " " + operation + " SELECT " + other + " FROM z"
                + where("") + (random.nextInt(3) == 0 ? " " + operation + " SELECT " + columns + " FROM a" : "");
        return random.nextBoolean() ? rows : "SELECT x, COUNT(*), MIN(y), AVG(y) FROM (" + rows + ") u GROUP BY x";
    }

    private String windowed() {
        List<String> calls = new ArrayList<>();
        String window = window();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            calls.add(windowCall() + " OVER (" + window + ") AS v" + i);
            window = random.nextInt(3) == 0 ? window() : window;
        }
        String rows = "SELECT id, " + String.join(", ", calls) + " FROM a" + where("");
        return random.nextBoolean() ? rows : "SELECT COUNT(v0), MIN(v0), MAX(v0) FROM (" + rows + ") w";
    }

    private String window() {
        String partition = switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "PARTITION BY " + key("") + ", " + key("");
            default -> "PARTITION BY " + key("");
        };
        if (random.nextInt(4) == 0) {
            return partition;
        }
        String order = " ORDER BY " + key("") + (random.nextBoolean() ? " DESC" : "")
                + (random.nextInt(3) == 0 ? " NULLS FIRST" : "") + (random.nextBoolean() ? ", id" : "");
        return partition
                + order
                + switch (random.nextInt(6)) {
                    case 0 -> " ROWS UNBOUNDED PRECEDING";
                    case 1 -> " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
                    case 2 -> " ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING";
                    case 3 -> " GROUPS UNBOUNDED PRECEDING";
                    default -> "";
                };
    }

    private String windowCall() {
        return switch (random.nextInt(12)) {
            case 0 -> "COUNT(*)";
            case 1 -> "ROW_NUMBER()";
            case 2 -> "RANK()";
            case 3 -> "DENSE_RANK()";
            case 4 -> "LAG(" + key("") + ")";
            case 5 -> "LEAD(" + key("") + ", " + random.nextInt(4) + ")";
            case 6 -> "LAG(" + number("") + ", 2, 0)";
            case 7 -> "FIRST_VALUE(" + key("") + ")";
            case 8 -> "LAST_VALUE(" + key("") + ")";
            case 9 -> "AVG(" + number("") + ")";
            case 10 -> (random.nextBoolean() ? "MIN(" : "MAX(") + key("") + ")";
            default -> "SUM(" + number("") + ")";
        };
    }

    private String sorted() {
        String first = key("");
        String order = first + (random.nextBoolean() ? " DESC" : "") + (random.nextInt(3) == 0 ? " NULLS FIRST" : "")
                + ", " + key("") + ", id";
        String limit = switch (random.nextInt(3)) {
            case 0 -> "";
            case 1 -> " LIMIT 10";
            default -> " LIMIT 20 OFFSET 5";
        };
        return "SELECT " + first + ", " + value("", 1) + ", id FROM a" + where("") + " ORDER BY " + order + limit;
    }

    private String joined() {
        String[] kinds = {"JOIN", "LEFT JOIN", "JOIN", "FULL JOIN"};
        String[] keys = {"w", "i", "s", "dt", "u", "n"};
        String key = keys[random.nextInt(keys.length)];
        String on = "p." + key + " = q." + (key.equals("i") && random.nextBoolean() ? "l" : key);
        if (random.nextInt(3) == 0) {
            on += " AND p.k = q.k";
        }
        String join = " FROM (SELECT * FROM a WHERE id < 300) p " + kinds[random.nextInt(kinds.length)]
                + " (SELECT * FROM z" + where("") + ") q ON " + on;
        return switch (random.nextInt(4)) {
            case 0 -> "SELECT p.id, q.id, p.s, q.n" + join + where("p.");
            case 1 -> "SELECT " + aggregates("q.") + join;
            case 2 ->
                "SELECT " + aggregates("") + " FROM a WHERE " + (random.nextBoolean() ? "NOT " : "")
                        + "EXISTS (SELECT 1 FROM z" + " WHERE z." + key + " = a." + key + ")";
            default -> "SELECT " + key("p.") + ", " + aggregates("q.") + join + " GROUP BY " + "1";
        };
    }

    private String key(String alias) {
        return alias + COLUMNS[random.nextInt(COLUMNS.length)];
    }

    private String aggregates(String alias) {
        List<String> calls = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            calls.add(
                    switch (random.nextInt(8)) {
                        case 0 -> "COUNT(*)";
                        case 1 -> "COUNT(" + key(alias) + ")";
                        case 2 -> "MIN(" + key(alias) + "), MAX(" + key(alias) + ")";
                        case 3 -> "AVG(" + value(alias, 1) + ")";
                        case 4 -> "COUNT(DISTINCT " + key(alias) + ")";
                        case 5 -> "SUM(" + number(alias) + ") FILTER (WHERE " + condition(alias, 1) + ")";
                        case 6 -> "STDDEV_POP(" + alias + "i)";
                        default -> "SUM(" + value(alias, 2) + ")";
                    });
        }
        return String.join(", ", calls);
    }

    private String number(String alias) {
        return alias + NUMBERS[random.nextInt(NUMBERS.length)];
    }

    private String value(String alias, int depth) {
        if (depth == 0) {
            return number(alias);
        }
        return switch (random.nextInt(11)) {
            case 0 -> "(" + value(alias, depth - 1) + " + " + value(alias, depth - 1) + ")";
            case 1 -> "(" + value(alias, depth - 1) + " * " + value(alias, depth - 1) + ")";
            case 2 -> "(" + value(alias, depth - 1) + " - " + random.nextInt(9) + ")";
            case 3 -> "(" + number(alias) + " * (1 - " + alias + "n))";
            case 4 -> "CASE WHEN " + condition(alias, 1) + " THEN " + alias + "i ELSE " + random.nextInt(9) + " END";
            case 5 -> "COALESCE(" + number(alias) + ", 0)";
            case 6 -> "ABS(" + number(alias) + ")";
            case 7 -> "CHAR_LENGTH(" + alias + "s)";
            case 8 -> "(" + number(alias) + " / 3)";
            case 9 -> "CASE WHEN " + condition(alias, 0) + " THEN " + alias + "n END";
            default -> number(alias);
        };
    }

    private String where(String alias) {
        return random.nextInt(4) == 0 ? "" : " WHERE " + condition(alias, 2);
    }

    private String condition(String alias, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return switch (random.nextInt(5)) {
                case 0 -> "(" + condition(alias, depth - 1) + " OR " + condition(alias, depth - 1) + ")";
                case 1 -> "NOT (" + condition(alias, depth - 1) + ")";
                default -> "(" + condition(alias, depth - 1) + " AND " + condition(alias, depth - 1) + ")";
            };
        }
        String comparison = COMPARISONS[random.nextInt(COMPARISONS.length)];
        return switch (random.nextInt(16)) {
            case 0 -> alias + "i " + comparison + " " + (random.nextInt(20) - 10);
            case 1 -> alias + "l " + comparison + " " + alias + "i";
            case 2 -> alias + "d " + comparison + " " + (random.nextInt(10) - 5) + ".5";
            case 3 -> alias + "n " + comparison + " " + decimal(2);
            case 4 -> alias + "n " + comparison + " " + alias + "m";
            case 5 -> alias + "s " + comparison + " " + word();
            case 6 -> alias + "i BETWEEN " + (random.nextInt(10) - 10) + " AND " + random.nextInt(10);
            case 7 -> alias + "i IN (1, 2, 3, 5, 8, 13)";
            case 8 -> alias + "s IN ('ant', 'cat')";
            case 9 -> key(alias) + " IS " + (random.nextBoolean() ? "NOT " : "") + "NULL";
            case 10 ->
                alias + "s LIKE '" + (random.nextBoolean() ? "%" : "") + "ant" + (random.nextBoolean() ? "%" : "")
                        + "'";
            case 11 -> alias + "b" + (random.nextBoolean() ? "" : " IS NOT TRUE");
            case 12 -> alias + "dt " + comparison + " DATE '2015-03-11'";
            case 13 -> alias + "f " + comparison + " " + alias + "d";
            case 14 -> alias + "c " + comparison + " 'ab'";
            default -> alias + "k " + comparison + " " + alias + "w";
        };
    }
}
