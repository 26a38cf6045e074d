/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writing through views, and WITH CHECK OPTION. */
class UpdatableViewTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void tables() {
        database.run("CREATE TABLE b (id INTEGER PRIMARY KEY, \"Name\" TEXT, n INTEGER DEFAULT 5, secret TEXT,"
                + " twice INTEGER GENERATED ALWAYS AS (n * 2) STORED)");
        database.run("INSERT INTO b VALUES (1, 'a', 1, 's1'), (2, 'b', 20, 's2'), (3, 'c', 30, 's3')");
        database.run("CREATE VIEW v AS SELECT id AS k, \"Name\" AS nm, n FROM b WHERE n < 25");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void writesTheRowsOfItsTable() {
        assertThat(database.rows("INSERT INTO v (k, nm) VALUES (11, 'eleven') RETURNING *"))
                .containsExactly("11,eleven,5");
        assertThat(database.run("INSERT INTO v VALUES (12, 'twelve', 12)")).isEqualTo(1);
        assertThat(database.rows("UPDATE v SET nm = nm || '!', n = v.n + 1 WHERE k = 12 RETURNING *, n * 2"))
                .containsExactly("12,twelve!,13,26");
        assertThat(database.rows("DELETE FROM v AS x WHERE x.nm LIKE 'ele%' RETURNING x.*"))
                .containsExactly("11,eleven,5");
        assertThat(database.rows("SELECT * FROM b WHERE id > 10")).containsExactly("12,twelve!,13,null,26");
    }

    @Test
    void doesNotReachRowsAndColumnsThatItDoesNotShow() {
        assertThat(database.run("UPDATE v SET nm = 'never' WHERE k = 3")).isZero();
        assertThat(database.run("DELETE FROM v WHERE k = 3")).isZero();
        assertThat(database.failure("UPDATE v SET secret = 'x'")).startsWith("42703");
        assertThat(database.failure("UPDATE v SET nm = secret")).startsWith("42703");
        assertThat(database.failure("DELETE FROM v WHERE secret = 's1'")).startsWith("42703");
        assertThat(database.failure("UPDATE v SET \"Name\" = 'x'")).startsWith("42703");
        assertThat(database.run("INSERT INTO v VALUES (4, 'outside', 99)")).isEqualTo(1);
        assertThat(database.rows("SELECT count(*) FROM v WHERE k = 4")).containsExactly("0");
    }

    @Test
    void otherStatements() {
        assertThat(database.rows("INSERT INTO v VALUES (1, 'dup', 1) ON CONFLICT (k)"
                        + " DO UPDATE SET nm = excluded.nm || v.nm RETURNING nm"))
                .containsExactly("dupa");
        assertThat(database.run("MERGE INTO v USING (VALUES (2, 'm'), (30, 'new')) AS s (i, t) ON v.k = s.i"
                        + " WHEN MATCHED THEN UPDATE SET nm = t WHEN NOT MATCHED THEN INSERT (k, nm) VALUES (i, t)"))
                .isEqualTo(2);
        assertThat(database.rows(
                        "UPDATE v SET nm = o.nm FROM v AS o WHERE o.k = v.k + 1 AND v.k = 1 RETURNING v.*, o.k"))
                .containsExactly("1,m,1,2");
        assertThat(database.rows("SELECT id, \"Name\" FROM b ORDER BY id"))
                .containsExactly("1,m", "2,m", "3,c", "30,new");
        assertThat(database.run("UPDATE v SET n = ? WHERE k = ?", 7, 2)).isEqualTo(1);
        assertThat(database.rows("SELECT n, twice FROM b WHERE id = 2")).containsExactly("7,14");
    }

    @Test
    void checkOptions() {
        database.run("CREATE VIEW checked AS SELECT id AS k, \"Name\" AS nm, n, n + 1 AS more FROM b WHERE n < 25"
                + " WITH CHECK OPTION");
        database.run("CREATE VIEW above AS SELECT k, nm, n FROM checked WHERE nm <> 'zz' WITH LOCAL CHECK OPTION");
        database.run("CREATE VIEW all_checked AS SELECT k, nm, n FROM v WHERE nm <> 'zz' WITH CASCADED CHECK OPTION");
        database.run("CREATE VIEW own_checked AS SELECT k, nm, n FROM v WHERE nm <> 'zz' WITH LOCAL CHECK OPTION");
        assertThat(database.failure("INSERT INTO checked (k, nm, n) VALUES (20, 'x', 30)"))
                .isEqualTo("44000 new row violates check option for view \"checked\"");
        database.run("INSERT INTO checked (k, nm, n) VALUES (20, 'x', 3)");
        assertThat(database.failure("UPDATE checked SET n = 30 WHERE k = 20")).startsWith("44000");
        assertThat(database.failure("UPDATE checked SET n = NULL WHERE k = 20")).startsWith("44000");
        assertThat(database.rows("SELECT n FROM b WHERE id = 20")).containsExactly("3");
        assertThat(database.failure("INSERT INTO above VALUES (21, 'zz', 3)")).contains("\"above\"");
        assertThat(database.failure("INSERT INTO above VALUES (21, 'y', 33)")).contains("\"checked\"");
        assertThat(database.failure("INSERT INTO all_checked VALUES (22, 'y', 33)"))
                .contains("\"v\"");
        assertThat(database.failure("INSERT INTO own_checked VALUES (22, 'zz', 3)"))
                .contains("\"own_checked\"");
        assertThat(database.run("INSERT INTO own_checked VALUES (23, 'y', 33)")).isEqualTo(1);
        assertThat(database.failure("UPDATE checked SET more = 3")).startsWith("42703");
        assertThat(database.rows("SELECT table_name, check_option, is_updatable FROM information_schema.views"
                        + " WHERE table_schema = 'public' ORDER BY 1"))
                .containsExactly(
                        "above,LOCAL,YES",
                        "all_checked,CASCADED,YES",
                        "checked,CASCADED,YES",
                        "own_checked,LOCAL,YES",
                        "v,NONE,YES");
    }

    @Test
    void whatCannotBeWritten() {
        database.run("CREATE VIEW agg AS SELECT count(*) AS c FROM b;"
                + "CREATE VIEW joined AS SELECT b.id FROM b JOIN b AS o ON b.id = o.id;"
                + "CREATE VIEW one AS SELECT DISTINCT n FROM b;"
                + "CREATE VIEW first AS SELECT n FROM b ORDER BY n LIMIT 1;"
                + "CREATE VIEW numbered AS SELECT n, row_number() OVER (ORDER BY n) AS r FROM b;"
                + "CREATE VIEW united AS SELECT n FROM b UNION ALL SELECT n FROM b;"
                + "CREATE VIEW inside AS SELECT * FROM b WHERE id IN (SELECT id FROM b)");
        for (String view : new String[] {"agg", "joined", "one", "first", "numbered", "united"}) {
            assertThat(database.failure("DELETE FROM " + view)).startsWith("55000");
        }
        assertThat(database.failure("INSERT INTO agg VALUES (1)")).startsWith("55000");
        assertThat(database.failure("UPDATE agg SET c = 1")).startsWith("55000");
        assertThat(database.failure("DELETE FROM inside")).startsWith("0A000");
        assertThat(database.failure("DELETE FROM information_schema.tables")).startsWith("55000");
        assertThat(database.failure("CREATE VIEW c AS SELECT DISTINCT n FROM b WITH CHECK OPTION"))
                .startsWith("0A000");
    }
}
