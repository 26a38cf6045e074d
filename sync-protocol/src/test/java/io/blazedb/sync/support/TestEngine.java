/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.support;

import io.blazedb.calcite.EngineOptions;
import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.keys.KeySource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An app with a database file and one session. */
public final class TestEngine implements AutoCloseable {
    public static final String GROUP = "com.acme.suite";

    private final SqlEngine engine;
    private final SqlSession session;

    private TestEngine(SqlEngine engine) {
        this.engine = engine;
        this.session = engine.openSession(SessionOptions.owner());
    }

    public static TestEngine open(Path directory, String app, String database) {
        byte[] key = new byte[32];
        Store store =
                Store.open(directory.resolve(database + ".blazedb"), KeySource.rawKey(key), StoreOptions.defaults());
        return new TestEngine(
                SqlEngine.open(store, new EngineOptions(database, app, GROUP, directory.resolve("home"))));
    }

    public SqlEngine engine() {
        return engine;
    }

    public void run(String... statements) {
        for (String statement : statements) {
            try (SqlResult result = session.execute(statement)) {
                result.updateCount();
            }
        }
    }

    /** The rows as text: values separated by a bar. */
    public List<String> query(String sql) {
        List<String> rows = new ArrayList<>();
        try (SqlResult result = session.execute(sql);
                RowCursor cursor = result.rows()) {
            if (cursor == null) {
                return rows;
            }
            while (cursor.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 0; i < cursor.columns().size(); i++) {
                    @Nullable Object value = cursor.value(i);
                    row.append(i == 0 ? "" : "|").append(value);
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    @Override
    public void close() {
        session.close();
        engine.close();
    }
}
