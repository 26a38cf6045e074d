/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A process that writes into a store until it is killed or told to stop, and says on its output what was acknowledged.
 *
 * <p>Each transaction puts the next number under the writer's own key, adds it to tree 2 and raises a counter that all writers share.
 */
public final class ChildWriter {
    static final long OWN = 1;
    static final long HISTORY = 2;
    static final long SHARED = 3;
    /** Writers from this number on write large values often. */
    static final int HEAVY = 100;
    /** This one makes checkpoints all the time, too. */
    static final int MERGING = HEAVY;

    private ChildWriter() {}

    /** Arguments: file, number of the writer, commits to make (0 for no end), durability. */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        int writer = Integer.parseInt(arguments[1]);
        int commits = Integer.parseInt(arguments[2]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        StoreOptions options =
                StoreOptions.defaults().withBusyTimeoutMillis(120_000).withDurability(Durability.valueOf(arguments[3]));
        try (KeySource key = key();
                Store store = Store.open(file, key, options);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            out.println("open");
            if (commits == 1) {
                in.readLine();
            }
            for (int done = 0; commits == 0 || done < commits; done++) {
                out.println(commit(store, writer) + " " + System.nanoTime());
                if (writer == MERGING) {
                    store.checkpoint();
                }
            }
            if (commits == 1) {
                in.readLine();
            }
        }
        out.println("closed");
    }

    static KeySource key() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        return KeySource.rawKey(key);
    }

    static byte[] number(long... parts) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * parts.length);
        for (long part : parts) {
            bytes.putLong(part);
        }
        return bytes.array();
    }

    static long last(Store store, int writer) {
        try (ReadTransaction transaction = store.beginRead()) {
            byte[] value = transaction.get(OWN, number(writer));
            return value == null ? 0 : ByteBuffer.wrap(value).getLong();
        }
    }

    /** The value under a number: mostly small, now and then several frames of the log. */
    static byte[] padding(int writer, long number) {
        byte[] padding = new byte[number % (writer < HEAVY ? 97 : 7) == 0 ? 600_000 : 200 + (int) (number % 3_000)];
        new Random(number).nextBytes(padding);
        return padding;
    }

    /** Commits the writer's next number and returns it. What a killed one had in flight may only become visible meanwhile. */
    private static long commit(Store store, int writer) {
        while (true) {
            WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT);
            byte[] own = transaction.get(OWN, number(writer));
            long next = own == null ? 1 : ByteBuffer.wrap(own).getLong() + 1;
            byte[] counter = transaction.get(SHARED, number(0));
            long count = counter == null ? 0 : ByteBuffer.wrap(counter).getLong();
            byte[] padding = padding(writer, next);
            transaction.put(OWN, number(writer), number(next));
            transaction.put(HISTORY, number(writer, next), padding);
            transaction.put(SHARED, number(0), number(count + 1));
            try {
                transaction.commit();
                return next;
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRITE_CONFLICT) {
                    throw e;
                }
            }
        }
    }
}
