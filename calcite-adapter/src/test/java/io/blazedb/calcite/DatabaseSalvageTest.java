/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A healthy database comes out of every damaged file: no finding, no row that was never there, and what is missing is said. */
class DatabaseSalvageTest {
    private static final byte[] KEY = new byte[32];
    private static final int ROWS = 3_000;

    @TempDir
    private Path directory = Path.of("");

    private Path file() {
        return directory.resolve("damaged.blazedb");
    }

    private static TestDatabase open(Path file) {
        try (KeySource key = KeySource.rawKey(KEY)) {
            return TestDatabase.on(Store.open(file, key, StoreOptions.defaults()));
        }
    }

    private DatabaseSalvage.Result salvage(Path target) throws IOException {
        Files.deleteIfExists(target);
        try (KeySource key = KeySource.rawKey(KEY)) {
            return DatabaseSalvage.run(file(), key, target, (done, total) -> {});
        }
    }

    /** Fills a file; all rows of both tables that were ever committed, as texts. */
    private Set<String> fill() {
        Set<String> ever = new HashSet<>();
        try (TestDatabase database = open(file())) {
            database.run("CREATE TABLE owner (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL UNIQUE);"
                    + "CREATE TABLE thing (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner INTEGER REFERENCES owner,"
                    + " text VARCHAR(200), size INTEGER CHECK (size > 0));"
                    + "CREATE INDEX thing_text ON thing (text, size DESC);"
                    + "CREATE SCHEMA s; CREATE TABLE s.notes (text VARCHAR(100));"
                    + "CREATE SEQUENCE counter START WITH 5;"
                    + "CREATE VIEW v AS SELECT name FROM owner;"
                    + "CREATE PUBLICATION p FOR TABLE owner; GRANT SELECT ON PUBLICATION p TO PUBLIC");
            for (int from = 0; from < ROWS; from += 500) {
                StringBuilder owners = new StringBuilder("INSERT INTO owner VALUES ");
                StringBuilder things = new StringBuilder("INSERT INTO thing (owner, text, size) VALUES ");
                for (int i = from; i < from + 500; i++) {
                    String comma = i == from ? "" : ", ";
                    owners.append(comma + "(" + i + ", 'owner " + i + "')");
                    things.append(comma + "(" + (i % 7 == 0 ? "NULL" : i) + ", 'a thing of " + i % 100 + "', " + (1 + i)
                            + ")");
                }
                database.run(owners + ";" + things + "; INSERT INTO s.notes VALUES ('note " + from + "')");
            }
            remember(database, ever);
            database.engine().store().checkpoint();
            database.run(
                    "UPDATE owner SET name = 'new ' || id WHERE id < 40; DELETE FROM thing WHERE id BETWEEN 100 AND 150;"
                            + "VALUES NEXT VALUE FOR counter");
            remember(database, ever);
            database.engine().store().checkpoint();
            database.run("UPDATE thing SET size = size + 1 WHERE id < 60; INSERT INTO s.notes VALUES ('last')");
            remember(database, ever);
        }
        return ever;
    }

    private static void remember(TestDatabase database, Set<String> ever) {
        ever.addAll(rows(database));
    }

    private static List<String> rows(TestDatabase database) {
        return database.rows("SELECT 'owner', id, name FROM owner UNION ALL"
                + " SELECT 'thing', id, text || size || COALESCE(CAST(owner AS VARCHAR(20)), '-') FROM thing");
    }

    @Test
    void ofAWholeFileNothingIsLost() throws IOException {
        fill();
        Path target = directory.resolve("out.blazedb");
        assertThat(salvage(target).losses()).isEmpty();
        try (TestDatabase before = open(file());
                TestDatabase after = open(target)) {
            assertThat(after.rows("CHECK DATABASE")).isEmpty();
            assertThat(rows(after)).containsExactlyInAnyOrderElementsOf(rows(before));
            assertThat(after.rows("SELECT text FROM s.notes")).hasSize(1 + ROWS / 500);
            after.run("INSERT INTO thing (owner, text, size) VALUES (1, 'one more', 1)");
            assertThat(after.rows("SELECT COUNT(*) FROM v")).containsExactly("" + ROWS);
            assertThat(after.failure("INSERT INTO thing (owner, text, size) VALUES (-1, 'x', 1)"))
                    .startsWith("23503");
        }
    }

    @Test
    void aHealthyDatabaseComesOutOfADamagedFile() throws IOException {
        Set<String> ever = fill();
        byte[] whole = Files.readAllBytes(file());
        Path target = directory.resolve("out.blazedb");
        int salvaged = 0;
        for (long seed = 1; seed <= 12; seed++) {
            Files.write(file(), whole);
            damage(new Random(seed));
            byte[] damaged = Files.readAllBytes(file());
            DatabaseSalvage.Result result;
            try {
                result = salvage(target);
            } catch (StoreException e) {
                assertThat(e.code()).as("seed %s", seed).isIn(StoreErrorCode.CORRUPTED, StoreErrorCode.WRONG_KEY);
                continue;
            }
            salvaged++;
            try (TestDatabase after = open(target)) {
                assertThat(after.rows("CHECK DATABASE"))
                        .as("seed %s, %s", seed, result)
                        .isEmpty();
                if (after.session().table("main", "public", "owner") != null
                        && after.session().table("main", "public", "thing") != null) {
                    assertThat(ever).as("seed %s", seed).containsAll(rows(after));
                    after.run("INSERT INTO thing (owner, text, size) VALUES (NULL, 'one more', 1)");
                }
            }
            assertThat(Files.readAllBytes(file())).isEqualTo(damaged);
        }
        assertThat(salvaged).isGreaterThan(6);
    }

    private void damage(Random random) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                byte[] garbage = new byte[1 + random.nextInt(random.nextBoolean() ? 4 : 9_000)];
                random.nextBytes(garbage);
                bytes.seek((384 << 10) + random.nextInt((int) bytes.length() - (384 << 10) - garbage.length));
                bytes.write(garbage);
            }
        }
    }

    @Test
    void aConstraintThatTheRowsNoLongerMeetIsLeftOutByName() throws IOException {
        fill();
        try (TestDatabase database = open(file())) {
            TableDefinition owner = table(database, "owner");
            TableDefinition thing = table(database, "thing");
            plant(database, transaction -> {
                transaction.put(owner.tree(), key(owner, 7), row(owner, 7, "owner 50"));
                transaction.put(owner.tree(), key(owner, 8), row(owner, 8, null));
                transaction.put(owner.tree(), key(owner, 9), new byte[] {1, 2, 3});
                transaction.put(thing.tree(), key(thing, 20L), row(thing, 20L, 20, "x", -1));
                transaction.put(thing.tree(), key(thing, 21L), row(thing, 21L, 1_000_000, "x", 1));
                transaction.clear(CatalogTrees.COUNTERS);
                transaction.clear(thing.indexes().get(0).tree());
            });
        }
        Path target = directory.resolve("out.blazedb");
        assertThat(salvage(target).losses())
                .anyMatch(line -> line.contains("owner: 1 rows left out that do not fit"))
                .anyMatch(line -> line.contains("owner: NOT NULL of column name left out"))
                .anyMatch(line -> line.contains("owner: unique constraint owner_name_key left out"))
                .anyMatch(line -> line.contains("thing: constraint thing_size_check left out, 1 rows"))
                .anyMatch(line -> line.contains("thing: constraint thing_owner_fkey left out,"))
                .anyMatch(line -> line.contains("counter: the sequence begins anew"))
                .hasSize(6);
        try (TestDatabase after = open(target)) {
            assertThat(after.rows("CHECK DATABASE")).isEmpty();
            assertThat(after.rows("SELECT COUNT(*) FROM owner")).containsExactly("" + (ROWS - 1));
            after.run(
                    "INSERT INTO thing (owner, text, size) VALUES (-5, 'one more', -1); INSERT INTO s.notes VALUES ('more')");
        }
    }

    @Test
    void rowsOfALostDefinitionAreKeptAsBytes() throws IOException {
        fill();
        try (TestDatabase database = open(file())) {
            TableDefinition thing = table(database, "thing");
            plant(
                    database,
                    transaction ->
                            transaction.delete(CatalogTrees.CATALOG, CatalogTrees.tableKey(0, "public", thing.name())));
        }
        Path target = directory.resolve("out.blazedb");
        assertThat(salvage(target).losses())
                .anyMatch(line -> line.contains("kept as bytes in table salvaged.tree_"))
                .anyMatch(line -> line.contains("an index whose definition is lost"));
        try (TestDatabase after = open(target)) {
            assertThat(after.rows("CHECK DATABASE")).isEmpty();
            String table = after.rows(
                            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'salvaged'")
                    .get(0);
            assertThat(after.rows("SELECT COUNT(*) FROM salvaged." + table)).containsExactly("" + (ROWS - 51));
            after.run("CREATE TABLE thing (a INTEGER); INSERT INTO thing VALUES (1); DELETE FROM owner WHERE id = 1");
            assertThat(after.rows("CHECK DATABASE")).isEmpty();
        }
    }

    private static TableDefinition table(TestDatabase database, String name) {
        return Objects.requireNonNull(database.session().table("main", "public", name));
    }

    private static byte[] key(TableDefinition table, Object id) {
        @Nullable Object[] row = new @Nullable Object[table.columns().size()];
        row[0] = id;
        return TableLayout.primaryKey(table).encode(row);
    }

    private static byte[] row(TableDefinition table, @Nullable Object... values) {
        return TableLayout.rows(table).encode(values);
    }

    private static void plant(TestDatabase database, java.util.function.Consumer<WriteTransaction> damage) {
        try (WriteTransaction transaction = database.engine().store().beginWrite(IsolationLevel.SNAPSHOT)) {
            damage.accept(transaction);
            assertThat(transaction.count(CatalogTrees.CATALOG, KeyRange.all())).isPositive();
            transaction.commit();
        }
    }
}
