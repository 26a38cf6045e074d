/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random statements that write to two tables with every kind of constraint. No statement's outcome depends on the order in which it meets
 * rows.
 */
final class Changes {
    private static final int VALUES = 9;

    private final Random random;
    private boolean inTransaction;
    private int savepoints;

    Changes(Random random) {
        this.random = random;
    }

    /** The tables and the indexes that every database must have, since they are constraints. */
    List<String> tables() {
        String deferrable = random.nextInt(4) == 0 ? " DEFERRABLE INITIALLY DEFERRED" : "";
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE p (id INTEGER PRIMARY KEY, u INTEGER UNIQUE, c VARCHAR(6) CHECK (LENGTH(c) < 4), "
                + "d DECIMAL(8, 2) NOT NULL DEFAULT 1.5, g BIGINT GENERATED ALWAYS AS (id * 2 + COALESCE(u, 0)) STORED, "
                + "CONSTRAINT low CHECK (d < 100 OR u IS NULL))");
        // PostgreSQL asks NO ACTION before what other keys cascade, the standard afterwards: both keys act, or neither
        // does.
        boolean acts = random.nextInt(3) != 0;
        statements.add("CREATE TABLE k (id INTEGER PRIMARY KEY, pid INTEGER DEFAULT 1 REFERENCES p (id)" + actions(acts)
                + deferrable + ", pu INTEGER REFERENCES p (u)" + actions(acts) + ", t TEXT, UNIQUE (pid, t))");
        statements.add("CREATE UNIQUE INDEX p_c ON p (LOWER(c))");
        statements.add("CREATE UNIQUE INDEX k_pu ON k (pu) WHERE t = 'a'");
        for (int i = 0; i < 5; i++) {
            statements.add("INSERT INTO p (id, u, c) VALUES (" + i + ", " + (i * 2) + ", 'c" + i + "')");
        }
        for (int i = 0; i < 4; i++) {
            statements.add("INSERT INTO k VALUES (" + i + ", " + i + ", " + (i * 2) + ", '" + text() + "')");
        }
        return statements;
    }

    /** Indexes that change nothing but plans. */
    List<String> indexes() {
        return List.of(
                "CREATE INDEX p_d ON p (d, c DESC)",
                "CREATE INDEX p_g ON p (g)",
                "CREATE INDEX k_pid ON k (pid)",
                "CREATE INDEX k_t ON k (UPPER(t)) WHERE pid IS NOT NULL");
    }

    /** The next statements, of which the first may begin a transaction. */
    List<String> next() {
        if (random.nextInt(6) != 0) {
            return List.of(change());
        }
        if (!inTransaction) {
            inTransaction = true;
            savepoints = 0;
            return List.of("BEGIN");
        }
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                return List.of("SAVEPOINT s" + savepoints++);
            }
            case 2 -> {
                return savepoints == 0 ? List.of() : List.of("ROLLBACK TO SAVEPOINT s" + --savepoints);
            }
            default -> {
                inTransaction = false;
                return List.of(random.nextInt(3) == 0 ? "ROLLBACK" : "COMMIT");
            }
        }
    }

    boolean inTransaction() {
        return inTransaction;
    }

    private String change() {
        String returning = random.nextInt(4) == 0 ? " RETURNING *" : "";
        return switch (random.nextInt(14)) {
            case 0, 1 -> "INSERT INTO p (id, u, c, d) VALUES " + rows(1 + random.nextInt(3)) + returning;
            case 2 ->
                "INSERT INTO p (id, u, c, d) VALUES " + rows(1 + random.nextInt(3)) + " ON CONFLICT DO NOTHING"
                        + returning;
            case 3 ->
                "INSERT INTO p AS o (id, u, c, d) VALUES " + rows(1 + random.nextInt(2)) + " ON CONFLICT ("
                        + one("id", "u", "LOWER(c)")
                        + ") DO UPDATE SET " + one("d = excluded.d + o.d", "c = excluded.c, u = o.u", "u = NULL")
                        + (random.nextBoolean() ? " WHERE o.d < 50" : "") + returning;
            case 4, 5 ->
                "INSERT INTO k VALUES (" + number() + ", " + orNull(number()) + ", " + orNull(even()) + ", '" + text()
                        + "')"
                        + one(
                                "",
                                "",
                                " ON CONFLICT (pid, t) DO NOTHING",
                                " ON CONFLICT (pu) WHERE t = 'a' DO UPDATE SET t = 'z' || k.id")
                        + returning;
            case 6 ->
                "UPDATE p SET " + one("d = d + 1", "c = NULL", "d = " + number() + ", c = NULL", "d = DEFAULT")
                        + " WHERE " + condition("p") + returning;
            case 7 ->
                "UPDATE p SET " + one("id = " + number(), "u = " + orNull(even()), "c = '" + text() + number() + "'")
                        + " WHERE id = " + number() + returning;
            case 8 ->
                "UPDATE p SET d = p.d + s.n" + one("", ", u = p.u + 100", ", id = p.id + 100")
                        + " FROM (SELECT pid, COUNT(*) AS n FROM k GROUP BY pid) AS s WHERE s.pid = p.id AND "
                        + condition("p");
            case 9 ->
                "UPDATE k SET " + one("t = t || 'x'", "pu = NULL", "t = 'a'", "pid = " + number()) + " WHERE id = "
                        + number() + returning;
            case 10 -> "DELETE FROM p WHERE " + condition("p") + returning;
            case 11 ->
                random.nextBoolean()
                        ? "DELETE FROM k WHERE " + one("id = " + number(), "pid = " + number(), "t = 'a'", "pu IS NULL")
                                + returning
                        : "DELETE FROM k USING p WHERE p.id = k.pid AND " + condition("p");
            case 12 ->
                "MERGE INTO p USING (VALUES (" + number() + ", " + even() + "), (" + (VALUES + random.nextInt(VALUES))
                        + ", "
                        + (100 + even()) + ")) AS s (i, v) ON p.id = s.i WHEN MATCHED AND p.d > 2 THEN "
                        + one("DELETE", "UPDATE SET u = s.v", "DO NOTHING")
                        + " WHEN MATCHED THEN UPDATE SET d = p.d * 2 WHEN NOT MATCHED THEN "
                        + one(
                                "INSERT (id, u) VALUES (s.i, s.v)",
                                "DO NOTHING",
                                "INSERT (id, c) VALUES (s.i, 'm' || s.i)");
            default -> "WITH gone AS (DELETE FROM k WHERE id = " + number() + " RETURNING pid, t) SELECT * FROM gone";
        };
    }

    private String rows(int count) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add("(" + orNull(number(), 20) + ", " + orNull(even()) + ", "
                    + orNull("'" + text() + number() + text() + "'") + ", "
                    + orNull(one("3", "2.345", "150", "99.999"), 12) + ")");
        }
        return String.join(", ", rows);
    }

    private String condition(String table) {
        return switch (random.nextInt(6)) {
            case 0 -> table + ".id = " + number();
            case 1 -> table + ".id BETWEEN " + number() + " AND " + number();
            case 2 -> table + ".d > 2";
            case 3 -> "EXISTS (SELECT 1 FROM k AS x WHERE x.pid = " + table + ".id AND x.t = '" + text() + "')";
            case 4 -> "LOWER(" + table + ".c) = 'c" + number() + "'";
            default -> table + ".g IN (SELECT y.g FROM p AS y WHERE y.u > " + even() + ")";
        };
    }

    private String actions(boolean acts) {
        return " ON DELETE " + action(acts) + " ON UPDATE " + action(acts);
    }

    private String action(boolean acts) {
        return acts ? one("CASCADE", "SET NULL", "SET DEFAULT") : one("NO ACTION", "RESTRICT");
    }

    private String number() {
        return String.valueOf(random.nextInt(VALUES));
    }

    private int even() {
        return random.nextInt(VALUES) * 2;
    }

    private String orNull(Object value) {
        return orNull(value, 5);
    }

    private String orNull(Object value, int chance) {
        return random.nextInt(chance) == 0 ? "NULL" : value.toString();
    }

    private String text() {
        return one("", "a", "B", "c");
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
