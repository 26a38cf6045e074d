/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.TestDatabase;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaterializedViewTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void create() {
        database.run("CREATE TABLE t (a INT PRIMARY KEY, b TEXT)");
        database.run("INSERT INTO t SELECT i, 'x' || i % 3 FROM generate_series(1, 10) AS i");
        assertThat(database.run("CREATE MATERIALIZED VIEW mv AS SELECT b, count(*) AS n FROM t GROUP BY b"))
                .isEqualTo(3);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void itHasTheRowsOfItsLastRefresh() {
        database.run("DELETE FROM t WHERE b = 'x0'");
        assertThat(database.rows("SELECT b, n FROM mv ORDER BY b")).containsExactly("x0,3", "x1,4", "x2,3");
        database.run("BEGIN; REFRESH MATERIALIZED VIEW mv");
        assertThat(database.rows("SELECT b, n FROM mv ORDER BY b")).containsExactly("x1,4", "x2,3");
        database.run("ROLLBACK");
        assertThat(database.rows("SELECT count(*) FROM mv")).containsExactly("3");
        fails("55000", "REFRESH MATERIALIZED VIEW CONCURRENTLY mv");
        database.run("CREATE UNIQUE INDEX mvi ON mv (b)");
        database.run("REFRESH MATERIALIZED VIEW CONCURRENTLY mv");
        assertThat(database.rows("SELECT n FROM mv WHERE b = 'x1'")).containsExactly("4");
        assertThat(database.rows("SELECT n FROM mv WHERE b = 'x0'")).isEmpty();
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void withoutDataItCannotBeRead() {
        database.run("CREATE MATERIALIZED VIEW e (x, y) AS SELECT a, b FROM t WITH NO DATA; CREATE INDEX ei ON e (x)");
        fails("55000", "SELECT * FROM e");
        fails("55000", "SELECT y FROM e WHERE x = 1");
        fails("0A000", "REFRESH MATERIALIZED VIEW CONCURRENTLY e");
        database.run("REFRESH MATERIALIZED VIEW e WITH DATA");
        assertThat(database.rows("SELECT y FROM e WHERE x = 1")).containsExactly("x1");
        database.run("REFRESH MATERIALIZED VIEW e WITH NO DATA");
        fails("55000", "SELECT count(*) FROM e");
        database.run("CREATE MATERIALIZED VIEW IF NOT EXISTS e AS SELECT 1");
        fails("42P07", "CREATE MATERIALIZED VIEW e AS SELECT 1");
    }

    @Test
    void onlyRefreshWritesIt() {
        fails("42809", "INSERT INTO mv VALUES ('y', 1)");
        fails("42809", "UPDATE mv SET n = 1 WHERE b = 'x1'");
        fails("42809", "DELETE FROM mv");
        fails("42809", "TRUNCATE mv");
        fails("42809", "ALTER TABLE mv ADD COLUMN c INT");
        fails("42809", "DROP TABLE mv");
        fails("42809", "DROP VIEW mv");
        fails("42809", "DROP MATERIALIZED VIEW t");
        fails("42809", "REFRESH MATERIALIZED VIEW t");
        fails("42P01", "DROP MATERIALIZED VIEW nowhere");
        database.run("CREATE UNIQUE INDEX mvi ON mv (b)");
        fails("42809", "CREATE TABLE u (b TEXT REFERENCES mv (b))");
        fails("42809", "CREATE POLICY p ON mv USING (true)");
    }

    @Test
    void itKeepsWhatItReads() {
        database.run("CREATE VIEW v AS SELECT * FROM mv");
        fails("2BP01", "DROP TABLE t");
        fails("2BP01", "ALTER TABLE t DROP COLUMN b");
        fails("2BP01", "DROP MATERIALIZED VIEW mv");
        database.run("ALTER TABLE t RENAME COLUMN b TO c; ALTER TABLE t RENAME TO u; REFRESH MATERIALIZED VIEW mv");
        database.run("ALTER MATERIALIZED VIEW mv RENAME COLUMN n TO m; ALTER MATERIALIZED VIEW mv RENAME TO mw");
        assertThat(database.rows("SELECT * FROM v ORDER BY b")).containsExactly("x0,3", "x1,4", "x2,3");
        database.run("CREATE SCHEMA s; ALTER MATERIALIZED VIEW mw SET SCHEMA s; REFRESH MATERIALIZED VIEW s.mw");
        assertThat(database.rows("SELECT m FROM s.mw WHERE b = 'x1'")).containsExactly("4");
        database.run("DROP TABLE u CASCADE");
        fails("42P01", "SELECT * FROM s.mw");
        fails("42P01", "SELECT * FROM v");
        database.run("CREATE MATERIALIZED VIEW s.one AS SELECT 1 AS a; DROP SCHEMA s CASCADE");
    }

    @Test
    void itIsReadWithItsOwnRightsAndRefreshedWithItsOwners() {
        database.run("CREATE ROLE r; GRANT SELECT ON mv TO r; SET ROLE r");
        assertThat(database.rows("SELECT count(*) FROM mv")).containsExactly("3");
        fails("42501", "SELECT * FROM t");
        fails("42501", "REFRESH MATERIALIZED VIEW mv");
        fails("42501", "DROP MATERIALIZED VIEW mv");
        TableDefinition view = database.session().table("main", "public", "mv");
        assertThat(view).isNotNull();
        assertThat(view.isMaterializedView()).isTrue();
        assertThat(view.viewSql()).isEmpty();
        database.run("RESET ROLE; CREATE ROLE o; GRANT SELECT ON t TO o; ALTER MATERIALIZED VIEW mv OWNER TO o");
        database.run("SET ROLE o; REFRESH MATERIALIZED VIEW mv; RESET ROLE; REVOKE SELECT ON t FROM o");
        fails("42501", "REFRESH MATERIALIZED VIEW mv");
    }

    private void fails(String state, String sql) {
        assertThatThrownBy(() -> database.run(sql))
                .isInstanceOfSatisfying(
                        BlazeSqlException.class,
                        e -> assertThat(e.sqlState()).as(sql).isEqualTo(state));
    }
}
