/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.ColumnVector;
import io.blazedb.storage.column.Limits;
import io.blazedb.storage.column.RowFrame;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.column.ZoneRange;
import io.blazedb.storage.sim.RandomRows;
import io.blazedb.storage.sim.Seed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A scan of columns gives what a scan of rows gives, whatever of it is in leaves, in the overlay or in the transaction. */
class ColumnScanModelTest {
    private static final int KEYS = 3_000;
    private static final TreeLayout LAYOUT =
            TreeLayout.of(ColumnKind.INT64, ColumnKind.INT32, ColumnKind.FLOAT64, ColumnKind.BYTES, ColumnKind.FIXED16);
    private static final ColumnRequest ALL = ColumnRequest.ofNothing()
            .withColumn(1, ColumnKind.INT64)
            .withColumn(2, ColumnKind.INT64)
            .withColumn(3, ColumnKind.FLOAT64)
            .withColumn(4, ColumnKind.BYTES)
            .withColumn(5, ColumnKind.FIXED16)
            .withColumn(6, ColumnKind.INT32)
            .withKeys();

    /** A row as both scans are brought to. */
    private record Row(List<Object> values) {}

    @Test
    void scansOfColumnsAgreeWithScansOfRows() {
        Seed.forEach(4, random -> {
            try (Store store = Store.openInMemory(
                    "columns-" + random.nextLong(), StoreOptions.defaults().withDurability(Durability.NORMAL))) {
                for (int round = 0; round < 12; round++) {
                    WriteTransaction write = store.beginWrite(IsolationLevel.SNAPSHOT);
                    if (round == random.nextInt(4)) {
                        write.defineLayout(1, LAYOUT);
                        assertThat(write.layout(1)).isEqualTo(LAYOUT);
                    }
                    change(write, random);
                    compare(write, random);
                    write.commit();
                    try (ReadTransaction read = store.beginRead()) {
                        compare(read, random);
                    }
                    if (random.nextInt(3) == 0) {
                        store.checkpoint();
                    }
                }
                assertThat(store.check().findings()).isEmpty();
            }
        });
    }

    @Test
    void boundsLeaveOutLeaves() {
        StoreOptions options = StoreOptions.defaults().withDurability(Durability.NORMAL);
        try (Store store = Store.openInMemory("bounds", options)) {
            WriteTransaction write = store.beginWrite(IsolationLevel.SNAPSHOT);
            write.defineLayout(1, LAYOUT);
            for (int number = 0; number < 20_000; number++) {
                write.put(1, key(number), RandomRows.row(RandomRows.int64(number), null, null, new byte[40]));
            }
            write.commit();
            store.checkpoint();
            try (ReadTransaction read = store.beginRead()) {
                ColumnRequest some = ALL.withRange(ZoneRange.ofLongs(1, 7_000, 7_009));
                assertThat(columns(read, KeyRange.all(), some)).hasSizeBetween(10, 1_000);
                ColumnRequest none = ALL.withRange(ZoneRange.ofLongs(1, 20_000, 30_000));
                assertThat(columns(read, KeyRange.all(), none)).isEmpty();
            }
        }
    }

    private static void change(WriteTransaction write, Random random) {
        if (random.nextInt(10) == 0) {
            write.clear(1);
        }
        int count = random.nextInt(3) == 0 ? 2_500 : random.nextInt(60);
        for (int i = 0; i < count; i++) {
            int number = random.nextInt(KEYS);
            if (random.nextInt(4) == 0) {
                write.delete(1, key(number));
            } else {
                write.put(1, key(number), row(number, random));
            }
        }
    }

    /** Values follow the keys roughly, so that bounds leave something out. */
    private static byte[] row(int number, Random random) {
        int slots = random.nextInt(200) == 0 ? 3 : random.nextInt(200) == 0 ? 6 : 5;
        byte[][] values = new byte[slots][];
        for (int slot = 0; slot < slots; slot++) {
            if (random.nextInt(6) > 0) {
                values[slot] = switch (slot) {
                    case 0 ->
                        random.nextInt(300) == 0
                                ? RandomRows.int32(number)
                                : RandomRows.int64(number + random.nextInt(50) - 500);
                    case 1, 5 -> RandomRows.int32(-number);
                    case 2 -> RandomRows.int64(Double.doubleToLongBits(number / 4.0 - 100));
                    case 3 -> new byte[random.nextInt(900) == 0 ? 5_000 : random.nextInt(30)];
                    default -> new byte[16];
                };
            }
        }
        return RandomRows.row(values);
    }

    private static void compare(ReadTransaction transaction, Random random) {
        byte[] low = key(random.nextInt(KEYS));
        byte[] high = key(random.nextInt(KEYS));
        for (KeyRange range : List.of(KeyRange.all(), new KeyRange(low, high), new KeyRange(low, null))) {
            List<Row> rows = rows(transaction, range);
            assertThat(columns(transaction, range, ALL)).isEqualTo(rows);
            int from = random.nextInt(KEYS);
            int to = from + random.nextInt(300);
            List<Row> wanted = new ArrayList<>();
            List<Row> doublesWanted = new ArrayList<>();
            for (Row row : rows) {
                if (row.values.get(1) instanceof Long number && number >= from && number <= to) {
                    wanted.add(row);
                }
                if (row.values.get(3) instanceof Double number && number >= from && number <= to) {
                    doublesWanted.add(row);
                }
            }
            List<Row> found = columns(transaction, range, ALL.withRange(ZoneRange.ofLongs(1, from, to)));
            assertThat(new HashSet<>(rows).containsAll(found)).isTrue();
            assertThat(new HashSet<>(found).containsAll(wanted)).isTrue();
            List<Row> doublesFound = columns(transaction, range, ALL.withRange(ZoneRange.ofDoubles(3, from, to)));
            assertThat(new HashSet<>(doublesFound).containsAll(doublesWanted)).isTrue();
            assertThat(columns(transaction, range, ColumnRequest.ofNothing())).hasSameSizeAs(rows);
        }
    }

    private static List<Row> rows(ReadTransaction transaction, KeyRange range) {
        List<Row> rows = new ArrayList<>();
        RowFrame frame = new RowFrame();
        try (Cursor cursor = transaction.scan(1, range)) {
            while (cursor.next()) {
                assertThat(frame.read(
                                cursor.value().array(),
                                cursor.value().offset(),
                                cursor.value().length()))
                        .isTrue();
                List<Object> values = new ArrayList<>();
                values.add(List.of(hex(cursor.key().toByteArray())));
                for (int slot = 0; slot < 6; slot++) {
                    values.add(frame.isNull(slot) ? "null" : value(frame, slot));
                }
                rows.add(new Row(values));
            }
        }
        return rows;
    }

    private static Object value(RowFrame frame, int slot) {
        byte[] bytes = new byte[frame.length(slot)];
        System.arraycopy(frame.array(), frame.start(slot), bytes, 0, bytes.length);
        return switch (slot) {
            case 0, 1, 5 -> bytes.length == 4 ? (long) BigEndian.getInt(bytes, 0) : BigEndian.getLong(bytes, 0);
            case 2 -> Double.longBitsToDouble(BigEndian.getLong(bytes, 0));
            default -> hex(bytes);
        };
    }

    private static List<Row> columns(ReadTransaction transaction, KeyRange range, ColumnRequest request) {
        List<Row> rows = new ArrayList<>();
        try (ColumnCursor cursor = transaction.scanColumns(1, range, request)) {
            while (cursor.next()) {
                assertThat(cursor.count()).isBetween(1, Limits.BATCH_ROWS_MAX);
                for (int row = 0; row < cursor.count(); row++) {
                    List<Object> values = new ArrayList<>();
                    if (request.keys()) {
                        values.add(List.of(hex(cursor.keys().slice(row).toByteArray())));
                    }
                    for (int i = 0; i < request.columns().size(); i++) {
                        values.add(value(cursor.column(i), row));
                    }
                    rows.add(new Row(values));
                }
            }
            assertThat(cursor.next()).isFalse();
        }
        return rows;
    }

    private static Object value(ColumnVector vector, int row) {
        if (vector.isNull(row)) {
            assertThat(vector.hasNulls()).isTrue();
            return "null";
        }
        if (vector.kind().isLong()) {
            return vector.longs()[row];
        }
        return vector.kind().isDouble()
                ? vector.doubles()[row]
                : hex(vector.slice(row).toByteArray());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] key(int number) {
        byte[] key = new byte[4];
        BigEndian.putInt(key, 0, number);
        return key;
    }
}
