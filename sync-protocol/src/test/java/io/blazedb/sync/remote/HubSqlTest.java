/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.EngineOptions;
import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.sync.hub.Hub;
import io.blazedb.sync.hub.HubOptions;
import io.blazedb.sync.identity.Home;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two databases of two users, a hub between them, and nothing but SQL. */
@Timeout(60)
class HubSqlTest {
    private static final String GROUP = "com.acme.suite";

    @TempDir
    Path directory;

    @Test
    void anotherUsersDatabaseFollowsThroughTheHub() throws Exception {
        Home owner = Home.open(directory.resolve("owner"));
        Home other = Home.open(directory.resolve("other"));
        owner.group(GROUP);
        other.join(owner.invite(GROUP, "", Duration.ofHours(1)));
        try (Hub hub = Hub.start(HubOptions.of("127.0.0.1:0", directory.resolve("hub")));
                SqlEngine publisher = engine("bugs", "BugTracker", owner);
                SqlSession bugs = publisher.openSession(SessionOptions.owner());
                SqlEngine subscriber = engine("dashboard", "TeamDashboard", other);
                SqlSession dashboard = subscriber.openSession(SessionOptions.owner())) {
            bugs.execute("CREATE TABLE bugs (id INTEGER PRIMARY KEY, title VARCHAR(100), secret VARCHAR(100))")
                    .close();
            for (int i = 1; i <= 10; i++) {
                bugs.execute("INSERT INTO bugs VALUES (" + i + ", 'crash on launch " + i + "', 'classified')")
                        .close();
            }
            bugs.execute("CREATE PUBLICATION suite FOR TABLE bugs (id, title) WHERE (title <> 'draft')")
                    .close();
            bugs.execute("SET hub = '" + hub.address() + "'").close();
            String source = "hub://" + hub.address() + "/" + owner.userId() + "/BugTracker/bugs";
            bugs.execute("GRANT SUBSCRIBE ON PUBLICATION suite TO APP GROUP '" + GROUP + "'")
                    .close();
            dashboard.execute("ATTACH '" + source + "' AS bugs").close();
            assertThat(rows(dashboard, "SELECT count(*) FROM bugs.bugs")).containsExactly("[10]");
            bugs.execute("UPDATE bugs SET title = 'fixed' WHERE id = 7").close();
            bugs.execute("INSERT INTO bugs VALUES (51, 'draft', 'classified')").close();
            bugs.execute("INSERT INTO bugs VALUES (52, 'late', 'classified')").close();
            await(dashboard, "SELECT title FROM bugs.bugs WHERE id >= 51 OR id = 7 ORDER BY id", "[fixed]", "[late]");
            assertThatThrownBy(() -> dashboard.execute("DELETE FROM bugs.bugs").close())
                    .isInstanceOfSatisfying(
                            BlazeSqlException.class,
                            e -> assertThat(e.code().sqlState()).isEqualTo("25006"));
            bugs.execute("REVOKE SUBSCRIBE ON PUBLICATION suite FROM APP GROUP '" + GROUP + "'")
                    .close();
            awaitRevoked(dashboard);
            requireUnreadable(directory.resolve("hub"));
        }
    }

    private static SqlEngine engine(String name, String app, Home home) {
        Store store = Store.openInMemory(name + "-" + UUID.randomUUID(), StoreOptions.defaults());
        return SqlEngine.open(store, new EngineOptions(name, app, GROUP, home.directory()));
    }

    private static List<String> rows(SqlSession session, String sql) {
        List<String> rows = new ArrayList<>();
        try (SqlResult result = session.execute(sql);
                RowCursor cursor = result.rows()) {
            while (cursor.next()) {
                rows.add("[" + cursor.value(0) + "]");
            }
        }
        return rows;
    }

    private static void await(SqlSession session, String sql, String... expected) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!rows(session, sql).equals(List.of(expected))) {
            assertThat(System.nanoTime()).as(rows(session, sql).toString()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static void awaitRevoked(SqlSession session) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try {
                rows(session, "SELECT id FROM bugs.bugs");
            } catch (BlazeSqlException e) {
                assertThat(e.code()).isEqualTo(SqlErrorCode.PERMISSION_DENIED);
                return;
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static void requireUnreadable(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain("crash on launch")
                        .doesNotContain("classified")
                        .doesNotContain("title");
            }
        }
    }
}
