/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.Database;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;

/** Opens databases on files of the simulation: no threads, no clock, all randomness from the seed. */
public final class SimulatedDatabase {
    private static final byte[] KEY = new byte[32];
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final long CACHE_BYTES = 4 << 20;

    private SimulatedDatabase() {}

    /** The key of every database that {@link #create} makes. */
    public static byte[] key() {
        return KEY.clone();
    }

    /** Writes a new database into an empty file. */
    public static void create(StorageFile file, Random random) {
        try (KeySource key = KeySource.rawKey(KEY)) {
            StoreFile.create(file, key, CACHE_BYTES, source(random), CLOCK);
        }
    }

    public static Database open(StorageFile file, Random random) {
        return open(file, SharedState.inMemory(), random);
    }

    public static Database open(StorageFile file, SharedState shared, Random random) {
        return open(file, shared, KEY, random);
    }

    public static Database open(StorageFile file, SharedState shared, byte[] rawKey, Random random) {
        try (KeySource key = KeySource.rawKey(rawKey)) {
            return Database.open(
                    StoreFile.open(file, key, CACHE_BYTES, source(random)),
                    file,
                    shared,
                    new Database.Settings("simulated", 1_000, false, false, CLOCK));
        }
    }

    /** With the threads that make checkpoints and tell listeners. */
    public static Database openWithThreads(StorageFile file, Random random) {
        try (KeySource key = KeySource.rawKey(KEY)) {
            return Database.open(
                    StoreFile.open(file, key, CACHE_BYTES, source(random)),
                    file,
                    SharedState.inMemory(),
                    new Database.Settings("simulated", 1_000, true, false, CLOCK));
        }
    }

    /** Ends a database as the death of its process does: nothing more is written, only what the test itself would run out of is freed. */
    public static void kill(Database database) {
        database.poison();
        database.close();
    }

    /** The file itself: what is below a database. */
    public static StoreFile openFile(StorageFile file, Random random) {
        try (KeySource key = KeySource.rawKey(KEY)) {
            return StoreFile.open(file, key, CACHE_BYTES, source(random));
        }
    }

    /** Replaces the key, through another handle of the file. */
    public static void changeKey(StorageFile file, byte[] present, byte[] next, Random random) {
        try (KeySource old = KeySource.rawKey(present);
                KeySource fresh = KeySource.rawKey(next)) {
            StoreFile opened = StoreFile.open(file, old, CACHE_BYTES, source(random));
            opened.changeHeader(header -> header.replaceSlot(old, fresh, Instant.EPOCH, opened.random()));
        }
    }

    public static Database open(StoreFile store, StorageFile file, SharedState shared) {
        return Database.open(store, file, shared, new Database.Settings("simulated", 1_000, false, false, CLOCK));
    }

    private static RandomSource source(Random random) {
        return random::nextBytes;
    }
}
