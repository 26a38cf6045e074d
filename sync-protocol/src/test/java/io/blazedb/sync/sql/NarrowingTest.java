/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.watch.RowChange;
import io.blazedb.calcite.watch.WatchListener;
import io.blazedb.storage.Registration;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.support.SocketTap;
import io.blazedb.sync.support.TestEngine;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publications that become narrower, or are taken back, while others write and read. */
class NarrowingTest {
    private static final String SOURCE = "app://" + TestEngine.GROUP + "/BugTracker/bugs";
    private static final int CANARY_BYTES = 18;

    @TempDir
    Path directory;

    private final Random random = new Random(Long.getLong("blazedb.seed", 3));

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void assertRevoked(RowCursor cursor) {
        assertThatThrownBy(() -> {
                    while (cursor.next()) {
                        assertThat(cursor.value(0)).isNotNull();
                    }
                })
                .isInstanceOfSatisfying(
                        BlazeSqlException.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
    }

    @Test
    void revokingEndsOpenCursorsOverAReplicaAndJoinsOfIt() {
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "Notes", "notes")) {
            bugs.run(
                    "CREATE TABLE t (id BIGINT PRIMARY KEY, text VARCHAR(20))",
                    "INSERT INTO t SELECT n, 'x' FROM generate_series(1, 5000) AS s(n)",
                    "CREATE PUBLICATION p FOR TABLE t",
                    "GRANT SUBSCRIBE ON PUBLICATION p TO SAME USER");
            notes.run(
                    "ATTACH '" + SOURCE + "' AS s",
                    "CREATE TABLE own (id BIGINT PRIMARY KEY)",
                    "INSERT INTO own SELECT n FROM generate_series(1, 5000) AS s(n)");
            try (SqlSession session = notes.engine().openSession(SessionOptions.owner());
                    SqlSession other = notes.engine().openSession(SessionOptions.owner());
                    SqlResult rows = session.execute("SELECT id FROM s.t");
                    RowCursor cursor = rows.rows();
                    SqlResult joined = session.execute("SELECT t.id FROM own JOIN s.t AS t ON t.id = own.id");
                    RowCursor join = joined.rows()) {
                other.execute("BEGIN").close();
                try (SqlResult inside = other.execute("SELECT id FROM s.t");
                        RowCursor held = inside.rows()) {
                    assertThat(cursor.next() && join.next() && held.next()).isTrue();
                    // What a cursor still has to give is taken out of the transaction that writes.
                    other.execute("INSERT INTO own VALUES (9999)").close();
                    bugs.run("REVOKE SUBSCRIBE ON PUBLICATION p FROM SAME USER");
                    await(() ->
                            notes.query("SELECT state FROM blaze.attachments").equals(List.of("REVOKED")));
                    assertRevoked(cursor);
                    assertRevoked(join);
                    assertRevoked(held);
                }
            }
        }
    }

    @Test
    void aRowLeavesAndComesBackAThousandTimes() {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine notes = TestEngine.open(directory, "Notes", "notes")) {
            bugs.run(
                    "CREATE TABLE t (id BIGINT PRIMARY KEY, status VARCHAR(10), note VARCHAR(20))",
                    "INSERT INTO t VALUES (1, 'open', 'first'), (2, 'open', 'stays')",
                    "CREATE PUBLICATION p FOR TABLE t (id, note) WHERE (status = 'open')",
                    "GRANT SUBSCRIBE ON PUBLICATION p TO SAME USER");
            notes.run("ATTACH '" + SOURCE + "' AS s");
            try (Registration watch = notes.engine().watch("s.t", 0, new WatchListener() {
                @Override
                public void onTransaction(long sequence, long committedAtMillis, List<RowChange> changes) {
                    changes.forEach(change -> told.add(change.kind() + " "
                            + (change.newValues() == null
                                    ? ""
                                    : change.newValues().get("note"))));
                }

                @Override
                public void onReset(long sequence) {
                    told.add("reset");
                }
            })) {
                assertThat(watch).isNotNull();
                for (int i = 0; i < 500; i++) {
                    bugs.run(
                            "UPDATE t SET status = 'draft', note = 'hidden " + i + "' WHERE id = 1",
                            "UPDATE t SET note = 'more hidden' WHERE id = 1",
                            "UPDATE t SET status = 'open', note = 'seen " + i + "' WHERE id = 1");
                }
                await(() -> told.contains("INSERT seen 499") || told.contains("UPDATE seen 499"));
                // Transactions that arrive together are one here, so the row may have come back before it was seen to
                // be gone.
                int last = -1;
                for (String change : List.copyOf(told)) {
                    if (!change.equals("DELETE ")) {
                        assertThat(change).matches("(INSERT|UPDATE) seen [0-9]+");
                        int number = Integer.parseInt(change.substring(12));
                        assertThat(number).isGreaterThan(last);
                        last = number;
                    }
                }
            }
            assertThat(notes.query("SELECT * FROM s.t ORDER BY id")).containsExactly("1|seen 499", "2|stays");
        }
    }

    private String canary() {
        byte[] bytes = new byte[CANARY_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** The text as it could stand somewhere. */
    private static List<String> forms(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<String> forms = new ArrayList<>(List.of(text, HexFormat.of().formatHex(bytes)));
        for (Charset wide : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
            forms.add(new String(text.getBytes(wide), StandardCharsets.ISO_8859_1));
        }
        for (int shift = 0; shift < 3; shift++) {
            // Whatever stands before it shifts the groups of Base64; its middle is the same for each of three shifts.
            String shifted = Base64.getEncoder()
                    .encodeToString(("xyz".substring(0, shift) + text).getBytes(StandardCharsets.UTF_8));
            forms.add(shifted.substring(4, shifted.length() - 4));
        }
        return forms;
    }

    @Test
    void aNarrowerPublicationHoldsFromItsCommitOnUnderLoad() throws IOException {
        String hiddenColumn = canary();
        String hiddenRow = canary();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean narrow = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        try (TestEngine bugs = TestEngine.open(directory, "BugTracker", "bugs");
                TestEngine replica = TestEngine.open(directory, "Replica", "replica");
                TestEngine served = TestEngine.open(directory, "Served", "served")) {
            bugs.run(
                    "CREATE TABLE t (id BIGINT PRIMARY KEY, team INTEGER, text VARCHAR(60), note VARCHAR(60))",
                    "INSERT INTO t SELECT n, mod(n, 2), 'text', 'note' FROM generate_series(1, 200) AS s(n)",
                    "CREATE PUBLICATION p FOR TABLE t",
                    "GRANT SUBSCRIBE ON PUBLICATION p TO APP 'Replica'",
                    "GRANT SELECT ON PUBLICATION p TO APP 'Served'");
            Home home = Home.open(directory.resolve("home"));
            Announcement real = Announcement.find(home, TestEngine.GROUP, "BugTracker", "bugs")
                    .orElseThrow();
            Path socket = Files.createTempDirectory("tap").resolve("s");
            try (SocketTap tap = new SocketTap(socket, Path.of(real.socket()))) {
                new Announcement(
                                real.group(),
                                real.app(),
                                real.database(),
                                real.databaseId(),
                                real.userId(),
                                socket.toString(),
                                real.processId(),
                                real.sinceMicros())
                        .write(home);
                replica.run("ATTACH '" + SOURCE + "' AS s");
                served.run("ATTACH '" + SOURCE + "' AS s");
                CompletableFuture<Void> writer = CompletableFuture.runAsync(
                        () -> keepWriting(bugs, stop, narrow, written, hiddenColumn, hiddenRow));
                CompletableFuture<Void> readers = CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> keepReading(replica, stop)),
                        CompletableFuture.runAsync(() -> keepReading(served, stop)));
                try (SqlSession owner = bugs.engine().openSession(SessionOptions.owner())) {
                    owner.execute("ALTER PUBLICATION p SET TABLE t (id, team, text) WHERE (team = 1)")
                            .close();
                    narrow.set(true);
                    await(() -> written.get() > 150);
                } finally {
                    stop.set(true);
                    writer.join();
                    readers.join();
                }
                List<String> expected = bugs.query("SELECT id, team, text FROM t WHERE team = 1 ORDER BY id");
                await(() -> replica.query("SELECT * FROM s.t ORDER BY id").equals(expected));
                assertThat(served.query("SELECT * FROM s.t ORDER BY id")).isEqualTo(expected);
                String traffic = new String(tap.bytes(), StandardCharsets.ISO_8859_1);
                assertThat(traffic).as("the tap works").contains("after");
                for (String hidden : List.of(hiddenColumn, hiddenRow)) {
                    for (String form : forms(hidden)) {
                        assertThat(traffic.contains(form)).as(form).isFalse();
                    }
                }
            }
        }
    }

    /** Writes what may be seen by everybody, and, once the publication is narrower, what may not be. */
    private static void keepWriting(
            TestEngine bugs,
            AtomicBoolean stop,
            AtomicBoolean narrow,
            AtomicInteger written,
            String hiddenColumn,
            String hiddenRow) {
        try (SqlSession session = bugs.engine().openSession(SessionOptions.owner())) {
            for (int i = 0; !stop.get(); i++) {
                int id = 1 + i % 200;
                boolean after = narrow.get();
                String text = !after ? "'before'" : id % 2 == 1 ? "'after'" : "'" + hiddenRow + "'";
                // A row that nobody may see any more holds what nobody may learn; it comes back without it.
                String sql = after && i % 7 == 0
                        ? "UPDATE t SET team = 1 - team, text = CASE team WHEN 1 THEN '" + hiddenRow
                                + "' ELSE 'after' END WHERE id = " + id
                        : after
                                ? "UPDATE t SET note = '" + hiddenColumn
                                        + "', text = CASE team WHEN 1 THEN 'after' ELSE '" + hiddenRow
                                        + "' END WHERE id = " + id
                                : "UPDATE t SET text = " + text + " WHERE id = " + id;
                session.execute(sql).close();
                written.addAndGet(after ? 1 : 0);
            }
        }
    }

    private static void keepReading(TestEngine reader, AtomicBoolean stop) {
        while (!stop.get()) {
            try {
                assertThat(reader.query("SELECT * FROM s.t")).isNotNull();
            } catch (BlazeSqlException changed) {
                assertThat(changed.sqlState()).isIn("40001", "42703", "0A000", "08006");
            }
        }
    }
}
