/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.keys.KeySource;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of an open database by SQL. */
class BackupTest {
    @TempDir
    private Path directory = Path.of("");

    private TestDatabase open(Path file, boolean readOnly) {
        byte[] key = new byte[32];
        return TestDatabase.on(
                Store.open(file, KeySource.rawKey(key), StoreOptions.defaults().withReadOnly(readOnly)));
    }

    @Test
    void copiesHoldWhatWasCommitted() {
        Path file = directory.resolve("a.blazedb");
        Path backup = directory.resolve("copy of a.blazedb");
        Path compact = directory.resolve("compact.blazedb");
        try (TestDatabase database = open(file, false)) {
            database.run("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
            database.run("BACKUP TO '" + backup + "'; VACUUM INTO '" + compact + "'");
            assertThat(database.failure("BACKUP TO '" + backup + "'")).startsWith("42710");
            assertThat(database.failure("VACUUM INTO '" + backup + "'")).startsWith("42710");
            assertThat(database.failure("BACKUP TO '" + directory.resolve("none/b") + "'"))
                    .startsWith("08001");
            assertThat(database.failure("BACKUP TO '" + file + "'")).startsWith("42710");
            database.run("INSERT INTO t VALUES (3)");
        }
        for (Path copy : new Path[] {backup, compact}) {
            try (TestDatabase database = open(copy, false)) {
                assertThat(database.rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
                assertThat(database.rows("CHECK DATABASE")).isEmpty();
            }
        }
    }

    @Test
    void spaceIsGivenBackAndTheKeyIsReplacedInPlace() {
        Path file = directory.resolve("a.blazedb");
        try (TestDatabase database = open(file, false)) {
            database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, v VARCHAR)");
            String row = "'" + "x".repeat(3_000) + "'";
            for (int i = 0; i < 20; i++) {
                int first = i * 500;
                database.run(IntStream.range(first, first + 500)
                        .mapToObj(id -> "(" + id + ", " + row + ")")
                        .collect(Collectors.joining(", ", "INSERT INTO t VALUES ", "")));
            }
            database.run("CHECKPOINT; DELETE FROM t WHERE id > 10; CHECKPOINT");
            long before = bytes(database);
            database.run("VACUUM");
            assertThat(bytes(database)).isLessThan(before);
            database.run("ALTER DATABASE main ROTATE KEY");
            assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("11");
            assertThat(database.rows("CHECK DATABASE")).isEmpty();
            assertThat(database.failure("ALTER DATABASE nothing ROTATE KEY")).startsWith("3D000");
            assertThat(database.failure("ALTER DATABASE main ROTATE")).startsWith("42601");
        }
        try (TestDatabase database = open(file, false)) {
            assertThat(database.rows("SELECT COUNT(*) FROM t")).containsExactly("11");
            database.run("BEGIN");
            assertThat(database.failure("VACUUM")).startsWith("25001");
            assertThat(database.failure("ALTER DATABASE main ROTATE KEY")).startsWith("25001");
        }
        try (TestDatabase database = open(file, true)) {
            assertThat(database.failure("VACUUM")).startsWith("25006");
            assertThat(database.failure("ALTER DATABASE main ROTATE KEY")).startsWith("25006");
        }
    }

    private static long bytes(TestDatabase database) {
        return Long.parseLong(database.rows("SELECT file_bytes FROM blaze.databases WHERE alias = 'main'")
                .get(0));
    }

    @Test
    void notInsideATransactionNorOfWhatIsNoFile() {
        Path target = directory.resolve("b.blazedb");
        try (TestDatabase database = open(directory.resolve("a.blazedb"), false)) {
            database.run("BEGIN");
            assertThat(database.failure("BACKUP TO '" + target + "'")).startsWith("25001");
            assertThat(database.failure("VACUUM INTO '" + target + "'")).startsWith("25001");
            database.run("ROLLBACK");
            database.session().setAutoCommit(false);
            database.run("BACKUP TO '" + target + "'");
            assertThat(database.failure("BACKUP 'x'")).startsWith("42601");
        }
        try (TestDatabase database = open(target, true)) {
            assertThat(database.failure("BACKUP TO '" + directory.resolve("c") + "'"))
                    .startsWith("25006");
            assertThat(database.failure("CHECK DATABASE")).startsWith("25006");
        }
        try (TestDatabase memory = TestDatabase.inMemory()) {
            assertThat(memory.failure("BACKUP TO '" + target + "'")).startsWith("0A000");
        }
    }
}
