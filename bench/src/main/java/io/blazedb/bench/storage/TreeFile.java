/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.storage;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.RowFrame;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A file with the same rows twice, in leaves of whole rows and in leaves of columns: an order's id, day (rising with the id), quantity,
 * amount, customer and note, about 100 bytes. It is made once and kept in the directory for temporary files.
 */
final class TreeFile {
    static final long ROWS_TREE = 1;
    static final long COLUMNS_TREE = 2;
    static final int ID = 1;
    static final int DAY = 2;
    static final int QUANTITY = 3;
    static final int AMOUNT = 4;
    private static final int BATCH_ROWS = 20_000;
    private static final TreeLayout LAYOUT = TreeLayout.of(
            ColumnKind.INT64,
            ColumnKind.INT32,
            ColumnKind.INT32,
            ColumnKind.FLOAT64,
            ColumnKind.BYTES,
            ColumnKind.BYTES);

    private TreeFile() {}

    static Store open(int rows, long cacheBytes) throws IOException {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"), "blazedb-bench-storage");
        Files.createDirectories(directory);
        Path file = directory.resolve("orders-" + rows + ".blazedb");
        if (!Files.exists(file)) {
            Path unfinished = directory.resolve("unfinished-" + rows + ".blazedb");
            Files.deleteIfExists(unfinished);
            fill(unfinished, rows);
            Files.move(unfinished, file);
        }
        return open(file, cacheBytes);
    }

    static Store open(Path file, long cacheBytes) {
        StoreOptions options =
                StoreOptions.defaults().withDurability(Durability.NORMAL).withCacheBytes(cacheBytes);
        try (KeySource key = KeySource.rawKey(new byte[32])) {
            return Store.open(file, key, options);
        }
    }

    static byte[] key(long id) {
        byte[] key = new byte[8];
        BigEndian.putLong(key, 0, id);
        return key;
    }

    private static void fill(Path file, int rows) {
        SplittableRandom random = new SplittableRandom(42);
        try (Store store = open(file, 64 << 20)) {
            try (WriteTransaction write = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                write.defineLayout(COLUMNS_TREE, LAYOUT);
                write.commit();
            }
            for (int from = 0; from < rows; from += BATCH_ROWS) {
                try (WriteTransaction write = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                    for (int id = from; id < Math.min(rows, from + BATCH_ROWS); id++) {
                        byte[] row = row(id, random);
                        write.put(ROWS_TREE, key(id), row);
                        write.put(COLUMNS_TREE, key(id), row);
                    }
                    write.commit();
                }
            }
            store.checkpoint();
        }
    }

    private static byte[] row(int id, SplittableRandom random) {
        byte[] numbers = new byte[24];
        BigEndian.putLong(numbers, 0, id);
        BigEndian.putInt(numbers, 8, id / 500);
        BigEndian.putInt(numbers, 12, random.nextInt(1, 100));
        BigEndian.putLong(numbers, 16, Double.doubleToLongBits(random.nextInt(1_000_000) / 100.0));
        byte[] customer = ("customer " + random.nextInt(100_000)).getBytes(StandardCharsets.US_ASCII);
        byte[] note = ("a note of no importance " + random.nextLong()).getBytes(StandardCharsets.US_ASCII);
        RowFrame.Builder builder = new RowFrame.Builder(6, numbers.length + customer.length + note.length);
        builder.add(numbers, 0, 8);
        builder.add(numbers, 8, 4);
        builder.add(numbers, 12, 4);
        builder.add(numbers, 16, 8);
        builder.add(customer, 0, customer.length);
        builder.add(note, 0, note.length);
        return builder.finish();
    }
}
