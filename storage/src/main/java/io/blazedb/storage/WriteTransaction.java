/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.column.TreeLayout;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot with private changes on top, which its reads see. Nothing blocks until {@link #commit()}; there, the first committer of
 * a key wins. One thread at a time.
 */
public interface WriteTransaction extends ReadTransaction {

    /**
     * Sets a key's value.
     *
     * @param before the value that the key has in this transaction's snapshot, if watchers of the change feed shall see it; may be
     *     null. That of the first change of a key in this transaction counts.
     */
    void put(long tree, byte[] key, byte[] value, byte @Nullable [] before);

    /** As {@link #put(long, byte[], byte[], byte[])}, with arrays that nobody changes afterwards: they are kept, not copied. */
    void putOwned(long tree, byte[] key, byte[] value, byte @Nullable [] before);

    /** Sets a key's value; the change feed shows no value before. */
    default void put(long tree, byte[] key, byte[] value) {
        put(tree, key, value, null);
    }

    /**
     * Sets a key's value to the next {@code length} bytes of a stream, at most 1 GiB, which are in the file, sealed, when this returns; they
     * never are in memory together. The change feed shows no value before.
     *
     * @throws IllegalArgumentException if the stream ends before
     * @throws java.io.UncheckedIOException if the stream fails; the key is as it was
     */
    void putLarge(long tree, byte[] key, InputStream value, long length);

    /**
     * The same with a stream that is read to its end, however long it is, up to 1 GiB.
     *
     * @param before the value before, as in {@link #put(long, byte[], byte[], byte[])}
     * @throws io.blazedb.storage.error.StoreException TOO_LARGE if it is longer; the key is as it was
     */
    void putLarge(long tree, byte[] key, InputStream value, byte @Nullable [] before);

    /** Removes a key if it exists; {@code before} as in {@link #put(long, byte[], byte[], byte[])}. */
    void delete(long tree, byte[] key, byte @Nullable [] before);

    /** Removes a key if it exists. */
    default void delete(long tree, byte[] key) {
        delete(tree, key, null);
    }

    /** Removes every entry of a tree, cheaply, whatever its size. */
    void clear(long tree);

    /**
     * Says of which columns the values of a tree consist, so that its leaves keep each column apart; null: they keep whole values. Values
     * read as they were put either way, and need not fit. Leaves are rewritten as they change, so say it before the tree is filled.
     */
    void defineLayout(long tree, @Nullable TreeLayout layout);

    /** Makes the commit fail with WRITE_CONFLICT if another transaction changed this key after the snapshot; cheap to repeat. */
    void dependOn(long tree, byte[] key);

    /** The same for every key of a range, those included that are not there yet. */
    void dependOn(long tree, KeyRange range);

    /**
     * Sets what is called now and then while changes of this transaction that are in the file are sorted anew, except by {@link #commit()}.
     * What it throws ends the call that changed something, whose change may be there or not: return to a savepoint then, or roll back.
     */
    void onLongWork(Runnable check);

    /** Whether this transaction has changed anything. */
    boolean hasChanges();

    /** Marks the present state of this transaction's changes. */
    long savepoint();

    /** Forgets a mark and all later ones: what was kept to return to them is given up. */
    void releaseSavepoint(long savepoint);

    /** Undoes every change made after the mark; the mark stays valid, later ones do not. */
    void rollbackTo(long savepoint);

    /** READ_COMMITTED only: moves the snapshot to the newest visible commit; own changes stay. */
    void refreshSnapshot();

    /**
     * Makes the changes durable and visible, all or none, and ends the transaction.
     *
     * @return the sequence of the commit, or that of the snapshot if nothing changed
     * @throws io.blazedb.storage.error.StoreException WRITE_CONFLICT, BUSY, DISK_FULL, IO_ERROR, READ_ONLY; nothing was committed
     */
    long commit();

    /**
     * As {@link #commit()}, but may return as soon as the changes are visible, if everything before them is durable: a power failure may
     * then undo them until {@link Store#sync} has returned. For changes that can be had again from where they came from.
     */
    long commitVisibly();

    /**
     * First phase of a commit over several stores: makes the changes durable but not visible, and ends this transaction. Until
     * {@link Store#commitPrepared} or {@link Store#rollbackPrepared} says what becomes of them, through any crash, other
     * transactions that write the same keys fail with WRITE_CONFLICT; so do those that write what this one relies on, by {@link
     * #dependOn} or because it read it under SERIALIZABLE.
     *
     * @param transaction name of the distributed transaction
     * @param coordinator id of the store that holds the decision
     */
    void prepare(UUID transaction, UUID coordinator);

    /** Drops the changes and ends the transaction. */
    void rollback();
}
