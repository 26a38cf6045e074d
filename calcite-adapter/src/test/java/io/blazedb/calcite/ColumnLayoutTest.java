/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.TreeLayout;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tables whose leaves keep columns apart: the layout follows the table, and rows read as they were. */
class ColumnLayoutTest {
    private final Store store = Store.openInMemory("columns-" + UUID.randomUUID(), StoreOptions.defaults());
    private final TestDatabase database = TestDatabase.on(store);

    @Test
    void aTableHasALayoutIfItSaysSo() {
        database.run("CREATE TABLE r (id INTEGER PRIMARY KEY)");
        database.run("CREATE TABLE s (id INTEGER PRIMARY KEY) WITH (layout = row)");
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, d DATE, n DECIMAL(10,2)) WITH (layout = column)");
        assertThat(layout("r")).isNull();
        assertThat(layout("s")).isNull();
        assertThat(kinds("t")).containsExactly(ColumnKind.INT32, ColumnKind.INT32, ColumnKind.OPAQUE);
        assertThat(database.failure("CREATE TABLE u (id INTEGER) WITH (layout = heap)"))
                .startsWith("22023");
        assertThat(database.failure("CREATE TABLE u (id INTEGER) WITH (speed = 9)"))
                .startsWith("22023");
    }

    @Test
    void theLayoutFollowsTheTable() {
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, s VARCHAR(10)) WITH (layout = column)");
        insert(0, 300);
        database.run("CHECKPOINT");
        database.run("ALTER TABLE t ADD COLUMN b BIGINT DEFAULT 7");
        database.run("ALTER TABLE t DROP COLUMN s");
        assertThat(kinds("t")).containsExactly(ColumnKind.INT32, ColumnKind.INT32, ColumnKind.BYTES, ColumnKind.INT64);
        database.run("UPDATE t SET a = -a WHERE MOD(id, 10) = 0");
        database.run("INSERT INTO t VALUES (1000, 1, 2)");
        database.run("CHECKPOINT");
        assertThat(database.rows("SELECT COUNT(*), SUM(a), SUM(b) FROM t")).containsExactly("301,36151,2102");
        assertThat(database.rows("SELECT * FROM t WHERE id IN (10, 11, 1000)"))
                .containsExactly("10,-10,7", "11,11,7", "1000,1,2");
        assertThat(database.rows("CHECK DATABASE")).isEmpty();
    }

    @Test
    void aDroppedTableLeavesNoLayout() {
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY) WITH (layout = column)");
        long tree = definition("t").tree();
        database.run("DROP TABLE t");
        try (ReadTransaction read = store.beginRead()) {
            assertThat(read.layout(tree)).isNull();
        }
    }

    @Test
    void boundsOfLeavesLeaveOutNoWantedRow() {
        database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, s VARCHAR(10)) WITH (layout = column)");
        insert(0, 5000);
        database.run("CHECKPOINT");
        insert(5000, 5010);
        database.run("UPDATE t SET a = 4 WHERE id = 4321");
        for (String condition :
                List.of("a < 20", "a >= 4990", "a = 777", "a > 5", "20 > a", "a <= 3", "s = 'w7'", "s < 'w1'")) {
            assertThat(database.rows("SELECT COUNT(*), SUM(id) FROM t WHERE " + condition))
                    .as(condition)
                    .isEqualTo(database.rows("SELECT COUNT(*), SUM(id) FROM t WHERE (" + condition + ") IS TRUE"));
        }
    }

    private void insert(int from, int to) {
        StringBuilder sql = new StringBuilder("INSERT INTO t VALUES ");
        for (int id = from; id < to; id++) {
            sql.append(id == from ? "" : ", ").append("(" + id + ", " + id + ", 'w" + id % 10 + "')");
        }
        database.run(sql.toString());
    }

    private TableDefinition definition(String table) {
        try (ReadTransaction read = store.beginRead()) {
            TableDefinition found = database.engine().catalog().view(read).table(0, "public", table);
            assertThat(found).isNotNull();
            return found;
        }
    }

    private @Nullable TreeLayout layout(String table) {
        long tree = definition(table).tree();
        try (ReadTransaction read = store.beginRead()) {
            return read.layout(tree);
        }
    }

    private List<ColumnKind> kinds(String table) {
        TreeLayout layout = layout(table);
        assertThat(layout).isNotNull();
        return java.util.stream.IntStream.range(0, layout.slots())
                .mapToObj(layout::kind)
                .toList();
    }
}
