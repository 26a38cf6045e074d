/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.keys.KeySource;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** A process whose heap is smaller than the transaction it makes, or the value that it stores. */
public final class ChildImporter {
    private static final long TABLE = 1;
    private static final long INDEX = 2;
    private static final int ROW_BYTES = 180;
    private static final long CACHE_BYTES = 4 << 20;

    private ChildImporter() {}

    /** Arguments: file; "rows" or "value"; megabytes; memory of the transaction in bytes. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        long bytes = Long.parseLong(arguments[2]) << 20;
        StoreOptions options = StoreOptions.defaults()
                // The checkpoint that merges it all may take minutes on a busy machine.
                .withBusyTimeoutMillis(900_000)
                .withDurability(Durability.NORMAL)
                .withCacheBytes(CACHE_BYTES)
                .withTransactionBytes(Long.parseLong(arguments[3]));
        try (KeySource key = KeySource.rawKey(new byte[32]);
                Store store = Store.open(Path.of(arguments[0]), key, options)) {
            if (arguments[1].equals("rows")) {
                rows(store, bytes / ROW_BYTES);
            } else {
                value(store, bytes);
            }
            require(store.check().findings().isEmpty(), "findings");
        }
        out.println("done");
    }

    /** A table in order, an index over it in no order, every row read back before it is committed by the one who watches for duplicates. */
    private static void rows(Store store, long rows) {
        Random random = new Random(1);
        WriteTransaction importing = store.beginWrite(IsolationLevel.SNAPSHOT);
        byte[] row = new byte[ROW_BYTES - 24];
        for (long i = 0; i < rows; i++) {
            long savepoint = i % 100 == 0 ? importing.savepoint() : 0;
            byte[] primary = number(i);
            require(i % 16 != 0 || importing.get(TABLE, primary) == null, "a duplicate");
            random.nextBytes(row);
            importing.put(TABLE, primary, row);
            importing.put(INDEX, number(scattered(i)), primary);
            if (savepoint != 0) {
                importing.releaseSavepoint(savepoint);
            }
        }
        importing.commit();
        for (int round = 0; round < 2; round++) {
            try (ReadTransaction reader = store.beginRead()) {
                require(reader.count(TABLE, new KeyRange(number(rows / 2), number(rows / 2 + 10))) == 10, "count");
                for (long i = 0; i < rows; i += 1 + rows / 100) {
                    require(reader.get(TABLE, number(i)) != null, "row");
                    require(
                            ByteBuffer.wrap(reader.get(INDEX, number(scattered(i))))
                                            .getLong()
                                    == i,
                            "index");
                }
            }
            store.checkpoint();
        }
        try (ChangeCursor feed = store.changesAfter(0)) {
            long changes = 0;
            ChangeRecord record = feed.next();
            for (Change change : record.changes()) {
                changes += change.deletes() ? 0 : 1;
            }
            require(changes == 2 * rows, "changes");
        }
    }

    private static void value(Store store, long bytes) throws Exception {
        WriteTransaction writer = store.beginWrite(IsolationLevel.SNAPSHOT);
        writer.putLarge(TABLE, number(1), new Pattern(), bytes);
        compare(writer, bytes);
        writer.commit();
        for (int round = 0; round < 2; round++) {
            try (ReadTransaction reader = store.beginRead()) {
                compare(reader, bytes);
            }
            store.checkpoint();
        }
    }

    private static void compare(ReadTransaction transaction, long bytes) throws Exception {
        LargeValue value = transaction.openLarge(TABLE, number(1));
        require(value.length() == bytes, "length");
        byte[] part = new byte[100_000];
        try (InputStream stream = value.stream();
                InputStream expected = new Pattern()) {
            byte[] wanted = new byte[part.length];
            long done = 0;
            for (int read = stream.readNBytes(part, 0, part.length);
                    read > 0;
                    read = stream.readNBytes(part, 0, part.length)) {
                expected.readNBytes(wanted, 0, read);
                require(Arrays.equals(part, 0, read, wanted, 0, read), "bytes");
                done += read;
            }
            require(done == bytes, "end");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    /** A permutation of the numbers. */
    private static long scattered(long number) {
        return number * 0x9e3779b97f4a7c15L;
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    /** The same bytes each time. */
    private static final class Pattern extends InputStream {
        private long position;

        @Override
        public int read() {
            return (int) (position * 31 + (position++ >>> 13)) & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            for (int i = 0; i < length; i++) {
                into[offset + i] = (byte) read();
            }
            return length;
        }
    }
}
