/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.care.Backup;
import io.blazedb.storage.care.BackupReport;
import io.blazedb.storage.care.Compaction;
import io.blazedb.storage.care.KeyRotation;
import io.blazedb.storage.care.RotationReport;
import io.blazedb.storage.care.Salvage;
import io.blazedb.storage.care.SalvageReport;
import io.blazedb.storage.care.Vacuum;
import io.blazedb.storage.care.VacuumReport;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.CommitListener;
import io.blazedb.storage.check.CheckReport;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySlotInfo;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open database file, or a database in memory: named trees of byte keys and values with transactions over all of them.
 *
 * <p>Every call of {@link #open} returns a handle of its own; handles of one file share one engine in this JVM, which ends with the last
 * of them. Several processes may have the file open; each sees what the others commit.
 *
 * <p>Threading: safe for any number of threads.
 */
public final class Store implements AutoCloseable {
    private static final long CHECKPOINT_TIMEOUT_MILLIS = 60_000;

    private final Engines.Shared shared;
    private final Engine engine;
    private final StoreOptions options;
    private final CommitOptions commitOptions;
    private final @Nullable String openedSlot;
    private volatile boolean closed;

    private Store(Engines.Handle handle, StoreOptions options, @Nullable String openedSlot) {
        this.shared = handle.shared();
        this.engine = handle.engine();
        this.options = options;
        this.openedSlot = openedSlot;
        this.commitOptions = new CommitOptions(
                options.durability() == Durability.FULL, options.busyTimeoutMillis(), options.transactionBytes());
    }

    /**
     * Opens a database file, or creates it.
     *
     * @throws io.blazedb.storage.error.StoreException WRONG_KEY, NOT_FOUND, NOT_A_DATABASE, CORRUPTED, IO_ERROR, ...
     */
    public static Store open(Path file, KeySource key, StoreOptions options) {
        Engines.Handle handle = Engines.open(file, key, options);
        try {
            return new Store(handle, options, handle.engine().slotName(key));
        } catch (RuntimeException | Error e) {
            handle.shared().release();
            throw e;
        }
    }

    /** Opens the in-memory database of that name, or creates it; it ends with its last handle. Its pages are sealed all the same. */
    public static Store openInMemory(String name, StoreOptions options) {
        return new Store(Engines.openInMemory(name, options), options, null);
    }

    /**
     * Writes everything of a damaged file that authenticates into a new one. The damaged file is only read; nobody may have it open. The
     * new file is the same database, opened by the same keys, whose change feed begins anew.
     *
     * @throws io.blazedb.storage.error.StoreException WRONG_KEY, NOT_A_DATABASE, BUSY (somebody has it open), CORRUPTED (nothing is left
     *     that would vouch for anything), TARGET_EXISTS, DISK_FULL, ...
     */
    public static SalvageReport salvage(Path damaged, KeySource key, Path target, Progress progress) {
        return Engines.alone(
                damaged, path -> Engine.readDamaged(path, key, file -> Salvage.run(file, target, progress::update)));
    }

    /** The database's identity: random, made at creation, kept by copies. */
    public UUID id() {
        return requireOpen().file().id();
    }

    /** The canonical path of the file; null in memory. */
    public @Nullable Path file() {
        return engine.path();
    }

    /** Room beyond memory for what a statement holds: sealed, beside the file, and gone with the process. */
    public TemporaryBlocks temporaryBlocks() {
        Path path = engine.path();
        return new TemporaryBlocks(path == null ? null : path.getParent());
    }

    /** How long this handle waits for another writer before BUSY. */
    public long busyTimeoutMillis() {
        return options.busyTimeoutMillis();
    }

    public boolean isReadOnly() {
        return options.readOnly();
    }

    public ReadTransaction beginRead() {
        return new ReadHandle(database().transactions().beginRead());
    }

    public WriteTransaction beginWrite(IsolationLevel isolation) {
        boolean serializable = isolation == IsolationLevel.SERIALIZABLE;
        return new WriteHandle(writableDatabase().transactions().beginWrite(commitOptions, serializable), isolation);
    }

    /** The newest visible commit, by whichever process. */
    public long committedSequence() {
        return database().visibleSequence();
    }

    /**
     * Transactions committed after the given one.
     *
     * @throws io.blazedb.storage.error.StoreException CHANGES_TRUNCATED if the feed no longer reaches back that far
     */
    public ChangeCursor changesAfter(long sequence) {
        return database().feed().after(sequence);
    }

    /** Calls the listener whenever new commits become visible, until the returned registration is closed. */
    public Registration onCommit(CommitListener listener) {
        Database database = database();
        database.addListener(listener);
        return () -> database.removeListener(listener);
    }

    /**
     * As {@link #onCommit}, but called by the committing thread itself if it is one of this process: the listener must do no more than
     * wake somebody, and may be called by several threads at a time.
     */
    public Registration onCommitPromptly(CommitListener listener) {
        Database database = database();
        database.addPromptListener(listener);
        return () -> database.removeListener(listener);
    }

    /**
     * Returns when a visible commit, and all before it, are durable, whatever {@link StoreOptions#durability} says and by whichever process
     * they were made.
     */
    public void sync(long sequence) {
        database().sync(sequence);
    }

    /** Undecided transactions, oldest first. */
    public List<PreparedTransaction> preparedTransactions() {
        return database().transactions().prepared().stream()
                .map(record -> new PreparedTransaction(record.transaction(), record.coordinator(), record.atMillis()))
                .toList();
    }

    /** Second phase: makes a prepared transaction visible; does nothing if it is no longer there. Returns its sequence, or 0. */
    public long commitPrepared(UUID transaction) {
        return writableDatabase().transactions().commitPrepared(transaction, commitOptions);
    }

    /**
     * As {@link #commitPrepared}, for whoever may only read and has found that the transaction was decided to commit: it is those who
     * decided that write.
     *
     * @return false if nobody can write to the file from here
     */
    public boolean completePrepared(UUID transaction) {
        Database database = database();
        if (engine.isReadOnly()) {
            return false;
        }
        database.transactions().commitPrepared(transaction, commitOptions);
        return true;
    }

    /** Second phase: drops a prepared transaction; does nothing if it is no longer there. */
    public void rollbackPrepared(UUID transaction) {
        writableDatabase().transactions().rollbackPrepared(transaction, commitOptions);
    }

    /**
     * Takes a named role that at most one process and holder has at a time, such as "the one who applies changes to replica 7"; empty
     * if somebody has it. It ends when closed or when the process dies.
     */
    public Optional<Registration> tryLease(String role) {
        return database().tryLease(role).map(Lease::new);
    }

    /** Merges every visible commit into the trees. Happens by itself; for tests and before copying a file. */
    public void checkpoint() {
        writableDatabase().checkpoint(Math.max(options.busyTimeoutMillis(), CHECKPOINT_TIMEOUT_MILLIS));
    }

    /** Makes a checkpoint, then reads and authenticates every page of it and compares what is in use with what is allocated. */
    public CheckReport check() {
        return check(() -> {});
    }

    /**
     * The same.
     *
     * @param eachPage called for each page; ends the work by what it throws
     */
    public CheckReport check(Runnable eachPage) {
        return writableDatabase().check(Math.max(options.busyTimeoutMillis(), CHECKPOINT_TIMEOUT_MILLIS), eachPage);
    }

    /**
     * Copies everything that is committed now to a new file, while others go on reading and writing. The copy is the same database, opened
     * by the same keys. An interrupted copy leaves {@code TARGET.partial}; the next call with that target goes on with it.
     *
     * @throws io.blazedb.storage.error.StoreException TARGET_EXISTS, NOT_FOUND (no such directory), IN_MEMORY, DISK_FULL, CORRUPTED, ...
     */
    public BackupReport backup(Path target, Progress progress) {
        Database database = copied();
        return Backup.run(database, engine.file(), target, progress::update);
    }

    /**
     * Writes everything that is committed now into a new file without free space. The copy is the same database, with the same id, opened
     * by the same keys; its change feed begins with the copy.
     *
     * @throws io.blazedb.storage.error.StoreException as {@link #backup}
     */
    public BackupReport vacuumInto(Path target, Progress progress) {
        Database database = copied();
        return Compaction.run(database, engine.file(), target, progress::update);
    }

    /**
     * Makes the file smaller while others go on reading and writing: moves pages from its end into free space and cuts it off. Snapshots
     * in use keep their pages, so a long reader limits what can be given back. Followers of the change feed who are behind may have to
     * start from a snapshot.
     */
    public VacuumReport vacuum(Progress progress) {
        return Vacuum.run(writableDatabase(), engine.file(), progress::update);
    }

    /**
     * Replaces the data key: all pages are written again under a new one, while others go on reading and writing, and the old one is
     * dropped from the file. If the process dies, the next call goes on. Key slots and their secrets stay as they are. The change feed
     * begins anew.
     */
    public RotationReport rotateKey(Progress progress) {
        return KeyRotation.run(writableDatabase(), engine.file(), progress::update);
    }

    /** The database with everything committed in its trees. */
    private Database copied() {
        if (engine.path() == null) {
            throw new StoreException(StoreErrorCode.IN_MEMORY, "");
        }
        checkpoint();
        return database();
    }

    /** Name of the key slot that this handle was opened by; null in memory. */
    public @Nullable String openedSlot() {
        return openedSlot;
    }

    /**
     * Lets a secret open this database under a name, in place of the one that did; pages stay as they are. Unlike {@link #addKey} it takes
     * no other secret: whoever has this handle has shown one.
     *
     * @throws io.blazedb.storage.error.StoreException KEY_SLOTS_FULL, TOO_LARGE, IN_MEMORY
     */
    public void putKey(String name, KeySource added) {
        keyed().putKey(name, added);
    }

    /** The keys that open this database: whose, which kind, since when; never the secrets. */
    public List<KeySlotInfo> keySlots() {
        requireOpen();
        return engine.keySlots();
    }

    /**
     * Lets one more secret open this database, for another user or from a key file; pages stay as they are.
     *
     * @throws io.blazedb.storage.error.StoreException WRONG_KEY if {@code present} opens no slot, KEY_SLOT_EXISTS, KEY_SLOTS_FULL, TOO_LARGE
     */
    public void addKey(KeySource present, String name, KeySource added) {
        keyed().addKey(present, name, added);
    }

    /**
     * The secret of that name no longer opens this database, from the next opening on. Who has had it may have kept the master key.
     *
     * @throws io.blazedb.storage.error.StoreException KEY_SLOT_NOT_FOUND, LAST_KEY
     */
    public void removeKey(String name) {
        keyed().removeKey(name);
    }

    /** Replaces the secret of the slot that {@code present} opens; pages stay as they are. */
    public void changeKey(KeySource present, KeySource next) {
        keyed().changeKey(present, next);
    }

    private Engine keyed() {
        writableDatabase();
        if (engine.path() == null) {
            throw new StoreException(StoreErrorCode.IN_MEMORY, "");
        }
        return engine;
    }

    /**
     * Fails unless this is the database that an anchor of {@link #status} names, in the state that it names or in a later one.
     *
     * @throws io.blazedb.storage.error.StoreException ROLLED_BACK if it is older, DIVERGED if it is known to have had another history,
     *     BAD_ANCHOR if the text is none
     */
    public void requireAtLeast(String anchor) {
        database().requireAtLeast(anchor);
    }

    public StoreStatus status() {
        Database database = database();
        Database.Unused unused = database.unusedPages();
        return new StoreStatus(
                engine.file().file().size(),
                engine.file().pageBytes(),
                database.visibleSequence(),
                database.checkpointSequence(),
                database.oldestSnapshot(),
                unused.free(),
                unused.pinned(),
                database.anchor());
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        shared.release();
    }

    private Database database() {
        return requireOpen().database();
    }

    private Database writableDatabase() {
        if (options.readOnly()) {
            throw new StoreException(StoreErrorCode.READ_ONLY, "");
        }
        return database();
    }

    private Engine requireOpen() {
        if (closed) {
            throw new StoreException(StoreErrorCode.CLOSED, "store");
        }
        return engine;
    }
}
