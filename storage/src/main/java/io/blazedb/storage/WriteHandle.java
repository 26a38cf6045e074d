/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.tx.Transaction;
import java.io.InputStream;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A write transaction as its user sees it. */
final class WriteHandle extends ReadHandle implements WriteTransaction {
    private final IsolationLevel isolation;

    WriteHandle(Transaction transaction, IsolationLevel isolation) {
        super(transaction);
        this.isolation = isolation;
    }

    @Override
    public void put(long tree, byte[] key, byte[] value, byte @Nullable [] before) {
        transaction.set(tree, Objects.requireNonNull(key), Objects.requireNonNull(value), before);
    }

    @Override
    public void putOwned(long tree, byte[] key, byte[] value, byte @Nullable [] before) {
        transaction.setOwned(tree, Objects.requireNonNull(key), Objects.requireNonNull(value), before);
    }

    @Override
    public void putLarge(long tree, byte[] key, InputStream value, long length) {
        transaction.setLarge(tree, Objects.requireNonNull(key), Objects.requireNonNull(value), length);
    }

    @Override
    public void putLarge(long tree, byte[] key, InputStream value, byte @Nullable [] before) {
        transaction.setLarge(tree, Objects.requireNonNull(key), Objects.requireNonNull(value), before);
    }

    @Override
    public void delete(long tree, byte[] key, byte @Nullable [] before) {
        transaction.set(tree, Objects.requireNonNull(key), null, before);
    }

    @Override
    public void clear(long tree) {
        transaction.clear(tree);
    }

    @Override
    public void defineLayout(long tree, @Nullable TreeLayout layout) {
        transaction.defineLayout(tree, layout);
    }

    @Override
    public void dependOn(long tree, byte[] key) {
        transaction.dependOn(tree, Objects.requireNonNull(key));
    }

    @Override
    public void dependOn(long tree, KeyRange range) {
        transaction.dependOn(tree, Objects.requireNonNull(range));
    }

    @Override
    public void onLongWork(Runnable check) {
        transaction.onLongWork(Objects.requireNonNull(check));
    }

    @Override
    public boolean hasChanges() {
        return transaction.hasChanges();
    }

    @Override
    public long savepoint() {
        return transaction.savepoint();
    }

    @Override
    public void releaseSavepoint(long savepoint) {
        transaction.releaseSavepoint(savepoint);
    }

    @Override
    public void rollbackTo(long savepoint) {
        transaction.rollbackTo(savepoint);
    }

    @Override
    public void refreshSnapshot() {
        if (isolation != IsolationLevel.READ_COMMITTED) {
            throw new IllegalStateException("only READ_COMMITTED transactions refresh their snapshot");
        }
        transaction.refreshSnapshot();
    }

    @Override
    public long commit() {
        return transaction.commit();
    }

    @Override
    public long commitVisibly() {
        return transaction.commitVisibly();
    }

    @Override
    public void prepare(UUID name, UUID coordinator) {
        transaction.prepare(name, coordinator);
    }

    @Override
    public void rollback() {
        transaction.close();
    }
}
