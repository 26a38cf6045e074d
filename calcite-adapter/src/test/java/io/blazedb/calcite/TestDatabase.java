/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** An engine on a store, with one session and shorthands for tests. */
public final class TestDatabase implements AutoCloseable {
    private final SqlEngine engine;
    private final SqlSession session;

    private TestDatabase(Store store) {
        this.engine = SqlEngine.open(store, new EngineOptions("test", "tests", null, Path.of("target")));
        this.session = engine.openSession(SessionOptions.owner());
    }

    /** A new database in memory. */
    public static TestDatabase inMemory() {
        return inMemory("test-" + UUID.randomUUID());
    }

    public static TestDatabase inMemory(String name) {
        return new TestDatabase(Store.openInMemory(name, StoreOptions.defaults()));
    }

    public static TestDatabase on(Store store) {
        return new TestDatabase(store);
    }

    public SqlEngine engine() {
        return engine;
    }

    public SqlSession session() {
        return session;
    }

    /** Runs a script; returns the update count of its last statement. */
    public long run(String script) {
        return run(session, script);
    }

    public static long run(SqlSession session, String script) {
        long count = 0;
        for (String statement : io.blazedb.calcite.parser.BlazeParser.split(script)) {
            try (SqlResult result = session.execute(statement)) {
                if (result.rows() != null) {
                    texts(result.rows());
                }
                count = result.updateCount();
            }
        }
        return count;
    }

    public long run(String sql, Object... parameters) {
        try (SqlResult result = session.prepare(sql).execute(Arrays.asList(parameters), ExecuteOptions.DEFAULT)) {
            return result.updateCount();
        }
    }

    /** Rows of a query as texts: values with commas between them. */
    public List<String> rows(String sql, Object... parameters) {
        return rows(session, sql, parameters);
    }

    public static List<String> rows(SqlSession session, String sql, Object... parameters) {
        try (SqlResult result = session.prepare(sql).execute(Arrays.asList(parameters), ExecuteOptions.DEFAULT)) {
            return texts(result.rows());
        }
    }

    /** The rest of a cursor as texts. */
    public static List<String> texts(RowCursor cursor) {
        List<String> rows = new ArrayList<>();
        while (cursor.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < cursor.columns().size(); i++) {
                values.add(String.valueOf(cursor.value(i)));
            }
            rows.add(String.join(",", values));
        }
        return rows;
    }

    /** SQLSTATE and message of the failure of a statement. */
    public String failure(String sql) {
        return failure(session, sql);
    }

    public static String failure(SqlSession session, String sql) {
        try {
            run(session, sql);
        } catch (BlazeSqlException failure) {
            return failure.sqlState() + " " + failure.getMessage();
        }
        throw new AssertionError("no failure: " + sql);
    }

    @Override
    public void close() {
        session.close();
        engine.close();
    }
}
