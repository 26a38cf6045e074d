/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.ChannelFile;
import io.blazedb.storage.file.FileNames;
import io.blazedb.storage.file.FileSystems;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.keys.KeySlotInfo;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.keys.SecretFingerprints;
import io.blazedb.storage.keys.Superheader;
import io.blazedb.storage.process.Processes;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the handles of one database share in this JVM. Counted by {@link Engines}. */
final class Engine {
    private static final long HEADER_TIMEOUT_MILLIS = 60_000;
    private static final long DOOR_TIMEOUT_MILLIS = 5_000;

    private final @Nullable Path path;
    private final StoreFile file;
    private final Database database;
    private final SecretFingerprints secrets;
    private final Clock clock = Clock.systemUTC();
    private final boolean readOnly;

    private Engine(
            @Nullable Path path, StoreFile file, Database database, SecretFingerprints secrets, boolean readOnly) {
        this.path = path;
        this.file = file;
        this.database = database;
        this.secrets = secrets;
        this.readOnly = readOnly;
    }

    /** A new database in memory, sealed under a random key that nobody knows. */
    static Engine inMemory(String name, StoreOptions options) {
        RandomSource random = RandomSource.secure();
        MemoryFile memory = new MemoryFile();
        StoreFile file;
        try (KeySource key = KeySource.rawKey(random.bytes(32))) {
            file = StoreFile.create(memory, key, options.cacheBytes(), random, Clock.systemUTC());
        }
        Database database = Database.open(file, memory, SharedState.inMemory(), settings(name, options, false));
        return new Engine(null, file, database, new SecretFingerprints(random), false);
    }

    /** Opens the file, or creates it. */
    static Engine open(Path path, KeySource key, StoreOptions options) {
        RandomSource random = RandomSource.secure();
        boolean exists = Files.exists(path);
        if (!exists && (options.readOnly() || !options.create())) {
            throw new StoreException(StoreErrorCode.NOT_FOUND, "file=" + path);
        }
        if (exists && !Files.isRegularFile(path)) {
            throw new StoreException(StoreErrorCode.NOT_A_DATABASE, "no regular file, file=" + path);
        }
        boolean severalNames = exists && FileNames.hasOtherNames(path);
        if (severalNames && !options.readOnly()) {
            throw new StoreException(StoreErrorCode.SEVERAL_NAMES, "file=" + path);
        }
        boolean onNetwork = FileSystems.isOnNetwork(path);
        if (onNetwork && !options.readOnly()) {
            throw new StoreException(StoreErrorCode.NETWORK_FILE_SYSTEM, "file=" + path);
        }
        if (options.readOnly() && (severalNames || onNetwork || !Files.isWritable(path) || !canLock(path))) {
            return openUnwritable(path, key, options, random);
        }
        // A key that does not fit, or a file that is none of ours, is found out before a lock file is made beside it.
        StoreFile file = exists ? openFile(path, true, key, options, random) : null;
        SharedState shared = null;
        try {
            shared = SharedState.open(lockFile(path));
            if (file == null) {
                file = createOrOpen(path, key, options, random, shared);
            }
            StorageFile bulk = ChannelFile.openSynchronous(path);
            Database database = Database.open(file, bulk, shared, settings(nameOf(path), options, false));
            return new Engine(path, file, database, remembering(file, key, random), false);
        } catch (RuntimeException | Error e) {
            if (shared != null) {
                shared.close();
            }
            if (file != null) {
                file.close();
            }
            throw e;
        }
    }

    /** Gives what is left of a file that may be damaged anywhere to the reader; BUSY if another process has it open. */
    static <T> T readDamaged(Path path, KeySource key, Function<StoreFile, T> reader) {
        Path lock = lockFile(path);
        try (SharedState shared = Files.isWritable(lock) ? SharedState.open(lock) : SharedState.inMemory();
                Processes.Door door = shared.processes().lockDoor(DOOR_TIMEOUT_MILLIS)) {
            assert door != null;
            if (shared.processes().othersAlive()) {
                throw new StoreException(StoreErrorCode.BUSY, "another process has it open, file=" + path);
            }
            try (StorageFile channel = ChannelFile.open(path, false);
                    StoreFile file = StoreFile.openDamaged(channel, key, RandomSource.secure())) {
                return reader.apply(file);
            }
        }
    }

    /** Whether there is, or can be, a lock file beside the file. */
    private static boolean canLock(Path path) {
        Path lock = lockFile(path);
        Path directory = path.getParent();
        return Files.exists(lock) ? Files.isWritable(lock) : directory != null && Files.isWritable(directory);
    }

    private static Path lockFile(Path path) {
        return Path.of(path + "-lock");
    }

    /**
     * Opens a file that this process may not write to, or not write a lock file beside, as it is now. No other process knows of it:
     * should one write to the file meanwhile, reads fail with CORRUPTED as soon as they meet a page that has been used again.
     */
    private static Engine openUnwritable(Path path, KeySource key, StoreOptions options, RandomSource random) {
        StoreFile file = openFile(path, false, key, options, random);
        try {
            Database database =
                    Database.open(file, file.file(), SharedState.inMemory(), settings(nameOf(path), options, true));
            return new Engine(path, file, database, remembering(file, key, random), true);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static SecretFingerprints remembering(StoreFile file, KeySource key, RandomSource random) {
        SecretFingerprints secrets = new SecretFingerprints(random);
        secrets.remember(file.openedSlot(), key);
        return secrets;
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** Whether the file cannot be written to, whatever a handle's options say. */
    boolean isReadOnly() {
        return readOnly;
    }

    StoreFile file() {
        return file;
    }

    @Nullable
    Path path() {
        return path;
    }

    Database database() {
        return database;
    }

    /** FILE_CHANGED if the name no longer leads to the file that this engine has open. */
    void requireInPlace() {
        file.file().requireInPlace(0);
    }

    /** WRONG_KEY unless the secret opens a key slot as it is now. Derives keys only for a secret that was not seen before. */
    void requireSecret(KeySource key) {
        if (path == null) {
            return;
        }
        Superheader header = file.rereadHeader();
        secrets.retain(header::hasSlot);
        if (secrets.slotOf(key) == null) {
            secrets.remember(header.slotOf(key), key);
        }
    }

    /**
     * Name of the slot that a secret opens now; null in memory.
     *
     * @throws io.blazedb.storage.error.StoreException WRONG_KEY if it opens none
     */
    @Nullable
    String slotName(KeySource key) {
        if (path == null) {
            return null;
        }
        requireSecret(key);
        Superheader header = file.rereadHeader();
        String named = key.slotName() == null ? null : header.slotNamed(key.slotName());
        if (named != null && !secrets.isKnown(named, key)) {
            // The secret may open more than one slot: the one that is meant is tried, once.
            String opened = header.slotOf(key);
            if (opened.equals(named)) {
                secrets.remember(named, key);
            } else {
                secrets.rememberOther(named, key);
            }
        }
        String slot = named != null && secrets.opens(named, key) ? named : secrets.slotOf(key);
        String name = slot == null ? null : header.slotName(slot);
        if (name == null) {
            throw new StoreException(StoreErrorCode.WRONG_KEY, "");
        }
        return name;
    }

    void putKey(String name, KeySource added) {
        changeHeader(header -> header.putSlot(name, added, clock.instant(), file.random()));
    }

    List<KeySlotInfo> keySlots() {
        return file.rereadHeader().slots();
    }

    void changeKey(KeySource present, KeySource next) {
        changeHeader(header -> header.replaceSlot(present, next, clock.instant(), file.random()));
    }

    void addKey(KeySource present, String name, KeySource added) {
        changeHeader(header -> header.addSlot(present, name, added, clock.instant(), file.random()));
    }

    void removeKey(String name) {
        changeHeader(header -> header.removeSlot(name));
    }

    private void changeHeader(UnaryOperator<Superheader> change) {
        try {
            database.exclusively(HEADER_TIMEOUT_MILLIS, () -> file.changeHeader(change));
        } catch (StoreException e) {
            if (e.code().category() != StoreErrorCode.Category.USER && e.code() != StoreErrorCode.BUSY) {
                database.poison();
            }
            throw e;
        }
    }

    void close() {
        database.close();
    }

    private static Database.Settings settings(String name, StoreOptions options, boolean readOnly) {
        return new Database.Settings(name, options.busyTimeoutMillis(), !readOnly, readOnly, Clock.systemUTC());
    }

    private static StoreFile openFile(
            Path path, boolean writable, KeySource key, StoreOptions options, RandomSource random) {
        StorageFile channel = ChannelFile.open(path, writable);
        try {
            return StoreFile.open(channel, key, options.cacheBytes(), random);
        } catch (RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Creates the file under another name, so that it is whole when it gets its own. */
    private static StoreFile createOrOpen(
            Path path, KeySource key, StoreOptions options, RandomSource random, SharedState shared) {
        try (Processes.Door door = shared.processes().lockDoor(options.busyTimeoutMillis())) {
            assert door != null;
            if (Files.exists(path)) {
                return openFile(path, true, key, options, random);
            }
            Path unfinished = Path.of(path + "-new");
            Files.deleteIfExists(unfinished);
            try (StorageFile channel = ChannelFile.create(unfinished)) {
                StoreFile created = StoreFile.create(channel, key, options.cacheBytes(), random, Clock.systemUTC());
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
                ChannelFile.forceDirectory(path);
                return created.withFile(ChannelFile.open(path, true), options.cacheBytes());
            }
        } catch (IOException e) {
            throw new StoreException(StoreErrorCode.IO_ERROR, "file=" + path, e);
        }
    }
}
