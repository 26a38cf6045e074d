/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.TestDatabase;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SequenceTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @AfterEach
    void close() {
        database.close();
    }

    private String value(String expression) {
        return database.rows("SELECT " + expression).get(0);
    }

    @Test
    void countsFromItsStart() {
        database.run(
                "CREATE SEQUENCE s; CREATE SEQUENCE IF NOT EXISTS s; CREATE SEQUENCE down INCREMENT BY -5 START 3 MAXVALUE 10");
        assertThat(database.rows("SELECT nextval('s') FROM (VALUES (1), (2), (3)) AS v (x)"))
                .containsExactly("1", "2", "3");
        assertThat(value("NEXT VALUE FOR s")).isEqualTo("4");
        assertThat(value("currval('s')")).isEqualTo("4");
        assertThat(value("nextval('public.down')")).isEqualTo("3");
        assertThat(value("nextval('main.public.DOWN')")).isEqualTo("-2");
        assertThat(value("lastval()")).isEqualTo("-2");
        assertThat(value("nextval(NULL)")).isEqualTo("null");
        assertThat(database.failure("CREATE SEQUENCE s")).startsWith("42P07");
        assertThat(database.failure("CREATE TABLE s (a INTEGER)")).startsWith("42P07");
        assertThat(database.failure("SELECT nextval('none')")).startsWith("42P01");
    }

    @Test
    void currvalBelongsToTheSession() {
        database.run("CREATE SEQUENCE s");
        assertThat(database.failure("SELECT currval('s')")).startsWith("55000");
        assertThat(database.failure("SELECT lastval()")).startsWith("55000");
        value("nextval('s')");
        try (SqlSession other = database.engine().openSession(SessionOptions.owner())) {
            assertThat(TestDatabase.rows(other, "SELECT nextval('s')")).containsExactly("2");
        }
        assertThat(value("currval('s')")).isEqualTo("1");
    }

    @Test
    void setvalAndAlter() {
        database.run("CREATE SEQUENCE s START 10");
        assertThat(value("setval('s', 41)")).isEqualTo("41");
        assertThat(value("nextval('s')")).isEqualTo("42");
        value("setval('s', 7, false)");
        assertThat(value("nextval('s')")).isEqualTo("7");
        database.run("ALTER SEQUENCE s INCREMENT BY 10 RESTART WITH 100");
        assertThat(database.rows("SELECT nextval('s') FROM (VALUES (1), (2)) AS v (x)"))
                .containsExactly("100", "110");
        database.run("ALTER SEQUENCE s RESTART");
        assertThat(value("nextval('s')")).isEqualTo("10");
        assertThat(database.failure("SELECT setval('s', 0)")).startsWith("22003");
        assertThat(database.failure("ALTER SEQUENCE s MAXVALUE 5")).startsWith("22023");
        database.run("DROP SEQUENCE s; DROP SEQUENCE IF EXISTS s");
        assertThat(database.failure("DROP SEQUENCE s")).startsWith("42P01");
    }

    @Test
    void endsOrBeginsAnew() {
        database.run("CREATE SEQUENCE e MAXVALUE 3; CREATE SEQUENCE c AS SMALLINT MINVALUE 32766 START 32767 CYCLE");
        assertThat(database.rows("SELECT nextval('e') FROM (VALUES (1), (2), (3)) AS v (x)"))
                .containsExactly("1", "2", "3");
        assertThat(database.failure("SELECT nextval('e')")).startsWith("2200H").contains("\"e\" (3)");
        assertThat(database.rows("SELECT nextval('c') FROM (VALUES (1), (2), (3)) AS v (x)"))
                .containsExactly("32767", "32766", "32767");
        assertThat(database.failure("CREATE SEQUENCE x INCREMENT 0")).startsWith("22023");
        assertThat(database.failure("CREATE SEQUENCE x AS TEXT")).startsWith("22023");
    }

    @Test
    void defaultsAndTransactions() {
        database.run("CREATE SEQUENCE s; CREATE TABLE t (id BIGINT DEFAULT nextval('s') PRIMARY KEY, v TEXT)");
        database.run("INSERT INTO t (v) VALUES ('a'), ('b')");
        database.run("BEGIN; INSERT INTO t (v) VALUES ('lost'); ROLLBACK; INSERT INTO t (v) VALUES ('c')");
        assertThat(database.rows("SELECT * FROM t ORDER BY id")).containsExactly("1,a", "2,b", "4,c");
        database.run(
                "BEGIN; CREATE SEQUENCE fresh; CREATE TABLE u (a BIGINT DEFAULT nextval('fresh')); INSERT INTO u VALUES (DEFAULT);"
                        + " INSERT INTO u VALUES (NEXT VALUE FOR fresh); COMMIT; INSERT INTO u VALUES (DEFAULT)");
        assertThat(database.rows("SELECT a FROM u ORDER BY a")).containsExactly("1", "2", "3");
    }

    @Test
    void transactionsThatUseItDoNotConflict() {
        database.run("CREATE SEQUENCE s; CREATE TABLE t (id BIGINT PRIMARY KEY)");
        try (SqlSession other = database.engine().openSession(SessionOptions.owner())) {
            TestDatabase.run(other, "BEGIN; INSERT INTO t VALUES (nextval('s'))");
            database.run("BEGIN; INSERT INTO t VALUES (nextval('s')); COMMIT");
            TestDatabase.run(other, "COMMIT");
        }
        assertThat(database.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void threadsGetDifferentValues() throws Exception {
        database.run("CREATE SEQUENCE s");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<String>>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Callable<List<String>> work = () -> {
                    List<String> values = new ArrayList<>();
                    try (SqlSession session = database.engine().openSession(SessionOptions.owner())) {
                        for (int j = 0; j < 100; j++) {
                            values.addAll(TestDatabase.rows(session, "SELECT nextval('s')"));
                        }
                    }
                    return values;
                };
                results.add(threads.submit(work));
            }
            Set<String> all = new HashSet<>();
            for (Future<List<String>> result : results) {
                all.addAll(result.get());
            }
            assertThat(all).hasSize(400);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatIsLeftComesBackAfterACleanEnd() {
        String name = "sequences-" + UUID.randomUUID();
        try (Store keep = Store.openInMemory(name, StoreOptions.defaults())) {
            assertThat(keep.isReadOnly()).isFalse();
            try (TestDatabase first = TestDatabase.inMemory(name)) {
                first.run("CREATE SEQUENCE s");
                assertThat(first.rows("SELECT nextval('s')")).containsExactly("1");
            }
            try (TestDatabase second = TestDatabase.inMemory(name)) {
                assertThat(second.rows("SELECT nextval('s')")).containsExactly("2");
            }
        }
    }

    @Test
    void theCatalogShowsThem() {
        database.run("CREATE SCHEMA q; CREATE SEQUENCE q.s AS INTEGER START 5 CYCLE");
        assertThat(database.rows("SELECT sequence_schema, sequence_name, data_type, start_value, minimum_value,"
                        + " maximum_value, increment, cycle_option FROM information_schema.sequences"))
                .containsExactly("q,s,integer,5,1,2147483647,1,YES");
        assertThat(database.failure("DROP SCHEMA q")).startsWith("2BP01");
        database.run("DROP SCHEMA q CASCADE");
        assertThat(database.failure("SELECT nextval('q.s')")).startsWith("42P01");
    }

    @Test
    void agreesWithAModel() throws SQLException {
        long seed = Long.getLong("blazedb.seed", 20_261_104L);
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            long min = random.nextInt(3) == 0 ? Long.MIN_VALUE + 1 : random.nextInt(200) - 100;
            long max = random.nextInt(3) == 0 ? Long.MAX_VALUE : Math.max(min, -200) + 1 + random.nextInt(300);
            long increment = (random.nextBoolean() ? 1 : -1)
                    * (random.nextInt(4) == 0 ? Long.MAX_VALUE / (1 + random.nextInt(3)) : 1 + random.nextInt(40));
            long start = random.nextBoolean() ? min : max;
            boolean cycle = random.nextBoolean();
            database.run("CREATE SEQUENCE m" + i + " START " + start + " INCREMENT " + increment + " MINVALUE " + min
                    + " MAXVALUE " + max + (cycle ? " CYCLE" : ""));
            BigInteger next = BigInteger.valueOf(start);
            for (int j = 0; j < 60; j++) {
                boolean over =
                        next.compareTo(BigInteger.valueOf(max)) > 0 || next.compareTo(BigInteger.valueOf(min)) < 0;
                if (over && cycle) {
                    next = BigInteger.valueOf(increment > 0 ? min : max);
                } else if (over) {
                    assertThat(database.failure("SELECT nextval('m" + i + "')"))
                            .as("seed " + seed)
                            .startsWith("2200H");
                    break;
                }
                assertThat(value("nextval('m" + i + "')"))
                        .as("seed " + seed + ", m" + i)
                        .isEqualTo(next.toString());
                next = next.add(BigInteger.valueOf(increment));
            }
        }
    }
}
