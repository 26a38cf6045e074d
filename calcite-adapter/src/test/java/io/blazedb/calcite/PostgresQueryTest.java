/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queries as PostgreSQL's regression tests write them, with PostgreSQL's answers. */
class PostgresQueryTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    private void tables() {
        database.run("CREATE TABLE t (a INTEGER, b TEXT NOT NULL, g BIGINT NOT NULL); "
                + "INSERT INTO t VALUES (1, 'x', 1), (2, 'y', 0), (2, 'z', 2); "
                + "CREATE TABLE u (a INTEGER, c INTEGER); INSERT INTO u VALUES (1, 10), (2, 20)");
    }

    @Test
    void joinsAreNestedWithoutParentheses() {
        tables();
        assertThat(database.rows("SELECT * FROM t JOIN u v JOIN u ON v.c = u.c ON t.a = v.a ORDER BY b"))
                .containsExactly("1,x,1,1,10,1,10", "2,y,0,2,20,2,20", "2,z,2,2,20,2,20");
        assertThat(database.rows("SELECT t.b, x.c FROM t LEFT JOIN u v JOIN u w ON v.c = w.c JOIN u x ON x.a = w.a "
                        + "ON t.a = v.a AND v.c = 10 ORDER BY 1"))
                .containsExactly("x,10", "y,null", "z,null");
        assertThat(database.rows("SELECT t.b, k.c FROM t JOIN u ON t.a = u.a CROSS JOIN u k ORDER BY 1, 2"))
                .hasSize(6);
    }

    @Test
    void aJoinInParenthesesHasAName() {
        tables();
        assertThat(database.rows("SELECT q.y, z FROM (t CROSS JOIN (SELECT c FROM u) k) AS q (w, y, g, z) WHERE z > 10"
                        + " ORDER BY y USING >"))
                .containsExactly("z,20", "y,20", "x,20");
        assertThat(database.rows("SELECT q.* FROM (t JOIN u USING (a)) q ORDER BY b USING <"))
                .containsExactly("1,x,1,10", "2,y,0,20", "2,z,2,20");
        assertThat(database.rows("SELECT o.b FROM ONLY t o, t* s WHERE o.b = 'x' AND s.b = o.b"))
                .containsExactly("x");
    }

    @Test
    void mergeTakesAJoin() {
        tables();
        database.run("MERGE INTO t USING u v JOIN u w ON v.a = w.a ON t.a = v.a WHEN MATCHED THEN UPDATE SET b = 'm' || w.c");
        assertThat(database.rows("SELECT b FROM t ORDER BY g")).containsExactly("m20", "m10", "m20");
    }

    @Test
    void anIndexOfExpressionsIsDropped() {
        tables();
        database.run("CREATE UNIQUE INDEX k ON t (LOWER(b)); DROP INDEX k");
        database.run("INSERT INTO t VALUES (9, 'X', 9)");
        assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("4");
    }
}
