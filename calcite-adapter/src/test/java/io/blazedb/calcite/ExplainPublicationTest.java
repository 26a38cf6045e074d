/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody would get of a publication. */
class ExplainPublicationTest {
    @TempDir
    Path home;

    @Test
    void columnsRowsAndPrivileges() {
        Store store = Store.openInMemory("explain-publication", StoreOptions.defaults());
        try (SqlEngine engine = SqlEngine.open(store, new EngineOptions("bugs", "BugTracker", null, home));
                SqlSession session = engine.openSession(SessionOptions.owner())) {
            run(session, "CREATE TABLE bugs (id BIGINT PRIMARY KEY, title VARCHAR(20), secret VARCHAR(20))");
            run(session, "INSERT INTO bugs VALUES (1, 'one', 'x'), (2, 'two', 'y'), (3, 'draft', 'z')");
            run(session, "CREATE PUBLICATION p FOR TABLE bugs (id, title) WHERE (title <> 'draft')");
            assertThat(rows(session, "EXPLAIN PUBLICATION p FOR APP 'Dashboard'"))
                    .isEmpty();
            run(session, "GRANT SELECT, SUBSCRIBE ON PUBLICATION p TO APP 'Dashboard'");
            run(session, "GRANT SELECT ON PUBLICATION p TO APP GROUP 'g'");
            List<List<@Nullable Object>> app = rows(session, "EXPLAIN PUBLICATION p FOR APP 'Dashboard'");
            assertThat(app).hasSize(1);
            assertThat(app.get(0).subList(0, 5))
                    .containsExactly(
                            "public.bugs",
                            "id, title",
                            "title <> 'draft'",
                            "SELECT, SELECT as a member of g, SUBSCRIBE",
                            2L);
            assertThat((Long) app.get(0).get(5)).isPositive();
            assertThat(rows(session, "EXPLAIN PUBLICATION p FOR USER 'u'")
                            .get(0)
                            .get(3))
                    .isEqualTo("SELECT as a member of g");
            assertThatThrownBy(() -> rows(session, "EXPLAIN PUBLICATION q FOR APP 'x'"))
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.sqlState()).isEqualTo("42704"));
            run(session, "GRANT WRITE ON PUBLICATION p TO PUBLIC");
            assertThat(rows(session, "EXPLAIN PUBLICATION p FOR APP 'x'")
                            .get(0)
                            .get(3)
                            .toString())
                    .contains("WRITE");
        }
    }

    private static void run(SqlSession session, String sql) {
        session.execute(sql).close();
    }

    private static List<List<@Nullable Object>> rows(SqlSession session, String sql) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (SqlResult result = session.execute(sql);
                RowCursor cursor = result.rows()) {
            while (cursor != null && cursor.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 0; i < cursor.columns().size(); i++) {
                    row.add(cursor.value(i));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
