/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of damage that can be planted behind the back of SQL is found, and a healthy database has no findings. */
class CheckDatabaseTest {
    private final TestDatabase database = TestDatabase.inMemory();

    @BeforeEach
    void fill() {
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL, code INTEGER UNIQUE,"
                + " size INTEGER CHECK (size > 0));"
                + "CREATE INDEX t_name ON t (name, size DESC);"
                + "CREATE TABLE notes (text VARCHAR(100));"
                + "CREATE VIEW v AS SELECT id FROM t;"
                + "CREATE PUBLICATION p FOR TABLE t; GRANT SELECT ON PUBLICATION p TO PUBLIC");
        StringBuilder rows = new StringBuilder("INSERT INTO t VALUES (0, 'n0', NULL, 1)");
        StringBuilder notes = new StringBuilder("INSERT INTO notes VALUES ('note 0')");
        for (int i = 1; i < 40; i++) {
            rows.append(", (" + i + ", 'n" + i % 7 + "', " + (i % 5 == 0 ? "NULL" : i) + ", " + (i + 1) + ")");
            notes.append(", ('note " + i + "')");
        }
        database.run(rows + ";" + notes);
        database.run("UPDATE t SET size = size + 1, name = 'm' WHERE id < 10; DELETE FROM t WHERE id = 11");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private List<String> check() {
        return database.rows("CHECK DATABASE");
    }

    private TableDefinition table(String name) {
        return Objects.requireNonNull(database.session().table("main", "public", name));
    }

    private void plant(Consumer<WriteTransaction> damage) {
        try (WriteTransaction transaction = database.engine().store().beginWrite(IsolationLevel.SNAPSHOT)) {
            damage.accept(transaction);
            transaction.commit();
        }
    }

    private static byte[] firstKey(ReadTransaction transaction, long tree) {
        try (Cursor cursor = transaction.scan(tree, KeyRange.all())) {
            assertThat(cursor.next()).isTrue();
            return cursor.key().toByteArray();
        }
    }

    private byte[] row(@Nullable Object... values) {
        return TableLayout.of(table("t")).rows().encode(values);
    }

    private byte[] key(int id) {
        return Objects.requireNonNull(TableLayout.of(table("t")).primaryKey())
                .encode(new @Nullable Object[] {id, null, null, null});
    }

    private IndexDefinition index(String name) {
        return table("t").indexes().stream()
                .filter(index -> index.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aHealthyDatabaseHasNoFindings() {
        assertThat(check()).isEmpty();
        assertThat(database.rows("CHECK DATABASE main")).isEmpty();
        database.run(
                "DROP PUBLICATION p; DROP VIEW v; DROP TABLE notes; ALTER TABLE t ADD COLUMN more INTEGER; ALTER TABLE t RENAME TO u; TRUNCATE u");
        assertThat(check()).isEmpty();
        assertThat(database.failure("CHECK DATABASE nowhere")).startsWith("3D000");
    }

    @Test
    void aNewDatabaseHasNoFindings() {
        try (TestDatabase empty = TestDatabase.inMemory()) {
            assertThat(empty.rows("CHECK DATABASE")).isEmpty();
        }
    }

    @Test
    void theShapeOfTheResultIsKnownBeforeItRuns() {
        PreparedQuery query = database.session().prepare("CHECK DATABASE");
        assertThat(query.kind()).isEqualTo(PreparedQuery.Kind.QUERY);
        assertThat(query.columns())
                .extracting(ResultColumn::label)
                .containsExactly("severity", "object", "finding", "detail");
    }

    @Test
    void aMissingIndexEntryIsFound() {
        plant(transaction -> transaction.delete(
                index("t_name").tree(), firstKey(transaction, index("t_name").tree())));
        assertThat(check())
                .anyMatch(row -> row.startsWith("ERROR,main.public.t, index t_name,MISSING_INDEX_ENTRY,key "))
                .anyMatch(row -> row.startsWith("ERROR,main.public.t, index t_name,WRONG_COUNT,38 entries for 39 rows"))
                .hasSize(2);
    }

    @Test
    void aRowMissingUnderItsEntriesIsFound() {
        plant(transaction -> transaction.delete(table("t").tree(), key(12)));
        assertThat(check())
                .anyMatch(row -> row.startsWith("ERROR,main.public.t, index t_name,STALE_INDEX_ENTRY"))
                .anyMatch(row -> row.startsWith("ERROR,main.public.t, index t_code_key,STALE_INDEX_ENTRY"));
    }

    @Test
    void aRowWithOtherValuesThanItsEntriesIsFound() {
        plant(transaction -> transaction.put(table("t").tree(), key(12), row(12, "other", 12, 13)));
        assertThat(check())
                .anyMatch(row -> row.contains("index t_name,MISSING_INDEX_ENTRY"))
                .anyMatch(row -> row.contains("index t_name,STALE_INDEX_ENTRY"))
                .hasSize(2);
    }

    @Test
    void twoRowsWithOneUniqueValueAreFound() {
        plant(transaction -> {
            transaction.put(table("t").tree(), key(100), row(100, "x", 12, 1));
            byte[] entry = TableLayout.index(table("t"), index("t_name"))
                    .encodeEntry(new @Nullable Object[] {100, "x", 12, 1}, key(100));
            transaction.put(index("t_name").tree(), entry, new byte[0]);
        });
        assertThat(check()).anyMatch(row -> row.startsWith("ERROR,main.public.t, index t_code_key,UNIQUE_VIOLATED"));
    }

    @Test
    void valuesThatTheDefinitionForbidsAreFound() {
        plant(transaction -> {
            transaction.put(table("t").tree(), key(12), row(12, null, 12, 13));
            transaction.put(table("t").tree(), key(13), row(13, "n6", 13, -14));
        });
        assertThat(check())
                .anyMatch(row -> row.startsWith("ERROR,main.public.t,NOT_NULL_VIOLATED,column name, key "))
                .anyMatch(row -> row.startsWith("ERROR,main.public.t,CHECK_VIOLATED,"));
    }

    @Test
    void rowsThatReferToNothingAreFound() {
        database.run("CREATE TABLE part (id INTEGER PRIMARY KEY, whole INTEGER REFERENCES t ON DELETE CASCADE,"
                + " code INTEGER CONSTRAINT by_code REFERENCES t (code));"
                + "INSERT INTO part VALUES (1, 12, 12), (2, NULL, 13), (3, 14, NULL)");
        assertThat(check()).isEmpty();
        TableDefinition part = table("part");
        plant(transaction -> transaction.put(
                part.tree(),
                TableLayout.primaryKey(part).encode(new @Nullable Object[] {2, null, null}),
                TableLayout.rows(part).encode(new @Nullable Object[] {2, 1_000, 9_999})));
        assertThat(check())
                .anyMatch(row -> row.startsWith("ERROR,main.public.part,FOREIGN_KEY_VIOLATED,part_whole_fkey, key "))
                .anyMatch(row -> row.startsWith("ERROR,main.public.part,FOREIGN_KEY_VIOLATED,by_code, key "))
                .hasSize(2);
    }

    @Test
    void rowsThatCannotBeReadOrStandWrongAreFound() {
        plant(transaction -> {
            transaction.put(table("t").tree(), key(12), new byte[] {9, 9, 9});
            transaction.put(table("t").tree(), key(14), row(15, "n1", 15, 16));
            transaction.put(
                    table("notes").tree(),
                    new byte[] {1},
                    TableLayout.of(table("notes")).rows().encode(new @Nullable Object[] {"x"}));
        });
        assertThat(check())
                .anyMatch(row -> row.startsWith("ERROR,main.public.t,UNREADABLE_ROW"))
                .anyMatch(row -> row.startsWith("ERROR,main.public.t,WRONG_KEY"))
                .anyMatch(row -> row.startsWith("ERROR,main.public.notes,WRONG_KEY"));
    }

    @Test
    void aGeneratorBehindItsRowsIsFound() {
        plant(transaction -> transaction.put(
                table("notes").tree(),
                BigEndian.key(1_000_000),
                TableLayout.of(table("notes")).rows().encode(new @Nullable Object[] {"x"})));
        assertThat(check()).hasSize(1).first().asString().startsWith("ERROR,main.public.notes,COUNTER_BEHIND,row ids");
    }

    @Test
    void entriesThatNothingOwnsAreFound() {
        plant(transaction -> {
            long tree = new CatalogWriter(transaction).allocateTree();
            transaction.put(tree, new byte[] {1}, new byte[] {2});
        });
        assertThat(check())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("WARNING,tree ")
                .contains("ORPHAN_TREE,1 entries");
    }

    @Test
    void everyRecordOfTheCatalogIsRead() {
        List<byte[]> keys = new ArrayList<>();
        try (ReadTransaction transaction = database.engine().store().beginRead();
                Cursor cursor = transaction.scan(CatalogTrees.CATALOG, KeyRange.all())) {
            while (cursor.next()) {
                keys.add(cursor.key().toByteArray());
            }
        }
        assertThat(keys).hasSizeGreaterThan(8);
        for (byte[] key : keys) {
            byte[][] before = new byte[1][];
            plant(transaction -> {
                before[0] = Objects.requireNonNull(transaction.get(CatalogTrees.CATALOG, key));
                transaction.put(CatalogTrees.CATALOG, key, new byte[] {77, 1, 2});
            });
            assertThat(check()).anyMatch(row -> row.startsWith("ERROR,catalog,BAD_CATALOG_RECORD"));
            plant(transaction -> transaction.put(CatalogTrees.CATALOG, key, before[0]));
        }
        assertThat(check()).isEmpty();
        plant(transaction -> transaction.put(CatalogTrees.CATALOG, new byte[] {1}, new byte[0]));
        assertThat(check()).hasSize(1);
    }

    @Test
    void aMissingDefinitionIsFound() {
        plant(transaction -> transaction.delete(CatalogTrees.CATALOG, CatalogTrees.tableKey(0, "public", "t")));
        assertThat(check())
                .anyMatch(row -> row.contains("BAD_CATALOG_RECORD,public.t_name: the index belongs to no table"))
                .anyMatch(row -> row.contains("BAD_CATALOG_RECORD,p: it publishes table t that does not exist"))
                .anyMatch(row -> row.contains("ORPHAN_TREE"));
    }

    @Test
    void replicasAreCheckedToo() {
        plant(transaction -> {
            List<TableDefinition> stored =
                    new CatalogWriter(transaction).replaceNamespaceTables(1, List.of(inNamespaceOne(table("t"))));
            transaction.put(stored.get(0).tree(), key(1), new byte[] {9, 9, 9});
        });
        assertThat(check())
                .anyMatch(row -> row.startsWith("ERROR,main.public.t, replica 1,UNREADABLE_ROW"))
                .anyMatch(row -> row.startsWith("ERROR,main.public.t, replica 1, index t_name,WRONG_COUNT"));
    }

    private static TableDefinition inNamespaceOne(TableDefinition table) {
        return new TableDefinition(
                0,
                1,
                table.schema(),
                table.name(),
                table.kind(),
                table.version(),
                table.columns(),
                table.primaryKey(),
                table.primaryKeyName(),
                table.indexes(),
                List.of(),
                null,
                null);
    }

    @Test
    void aRuinedTableDoesNotHideTheOthers() {
        plant(transaction -> {
            for (int i = 0; i < 500; i++) {
                transaction.put(table("t").tree(), key(1_000 + i), new byte[] {9});
            }
            transaction.delete(
                    table("notes").tree(), firstKey(transaction, table("notes").tree()));
            transaction.put(table("notes").tree(), new byte[] {1}, new byte[0]);
        });
        List<String> findings = check();
        assertThat(findings)
                .hasSizeLessThan(400)
                .anyMatch(row -> row.startsWith("ERROR,main.public.t,MORE"))
                .anyMatch(row -> row.startsWith("ERROR,main.public.notes"));
    }
}
