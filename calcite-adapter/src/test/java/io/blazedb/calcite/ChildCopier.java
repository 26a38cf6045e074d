/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.storage.Durability;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.keys.KeySource;
import java.nio.file.Path;

/** Fills a table and works on all of it, in a process whose heap is smaller than the table. */
final class ChildCopier {
    private static final int ROW_BYTES = 2_000;

    private ChildCopier() {}

    /** Takes the file and the megabytes of the table; ends with an error if an answer is wrong. */
    public static void main(String[] arguments) {
        long rows = Long.parseLong(arguments[1]) * 1_000_000 / ROW_BYTES;
        StoreOptions options = StoreOptions.defaults().withDurability(Durability.OFF);
        Store store = Store.open(Path.of(arguments[0]), KeySource.passphrase("secret".toCharArray()), options);
        try (TestDatabase database = TestDatabase.on(store)) {
            database.run("CREATE TABLE a (id BIGINT PRIMARY KEY, g INTEGER, s VARCHAR)");
            database.run("CREATE TABLE b (id BIGINT PRIMARY KEY, g INTEGER, s VARCHAR)");
            require(
                    rows,
                    database.run("INSERT INTO a SELECT i, MOD(i, 10), REPEAT('x', " + ROW_BYTES
                            + ") FROM generate_series(1, " + rows + ") AS x(i)"));
            require(rows, database.run("INSERT INTO b SELECT * FROM a"));
            require(rows, database.run("INSERT INTO b SELECT id + 1000000000, g, s FROM b"));
            require(rows, database.run("UPDATE a SET s = s || 'y'"));
            require(
                    rows,
                    database.run("CREATE TABLE c AS SELECT x.id, y.s FROM a x JOIN a y ON x.s || x.id = y.s || y.id"));
            require(rows, database.run("DELETE FROM b WHERE id < 1000000000"));
            String counts = "SELECT COUNT(*) FROM a UNION ALL SELECT COUNT(*) FROM b UNION ALL SELECT COUNT(*) FROM c";
            database.rows(counts).forEach(count -> require(rows, Long.parseLong(count)));
        }
    }

    private static void require(long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("expected " + expected + ", but found " + found);
        }
    }
}
