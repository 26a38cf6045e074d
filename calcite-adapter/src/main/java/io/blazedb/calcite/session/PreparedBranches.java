/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.PreparedTransaction;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Prepared transactions of a store whose outcome somebody outside decides, such as a transaction manager. Nobody but him ends one: it
 * waits through crashes and restarts.
 *
 * <p>The store knows a prepared transaction by a UUID, here a digest of its name. The name itself is committed before, under a lease
 * that tells the name of a transaction about to be prepared from one that never was.
 *
 * <p>Threading: safe for any number of threads and processes.
 */
public final class PreparedBranches {
    /** In the place of a coordinating store's id: there is none. */
    private static final UUID OUTSIDE = new UUID(0, 0);

    private final Store store;

    public PreparedBranches(Store store) {
        this.store = store;
    }

    /**
     * Prepares and ends a transaction.
     *
     * @throws BlazeSqlException 42710 if a prepared transaction has that name
     */
    public void prepare(WriteTransaction changes, byte[] name) {
        UUID id = id(name);
        Registration lease = store.tryLease(role(id)).orElseThrow(PreparedBranches::duplicate);
        try {
            if (find(id)) {
                throw duplicate();
            }
            write(key(id), name);
            changes.prepare(id, OUTSIDE);
        } catch (RuntimeException failure) {
            if (!find(id)) {
                forget(id);
            }
            throw failure;
        } finally {
            lease.close();
        }
    }

    /** The names of what waits for a decision, oldest first. */
    public List<byte[]> names() {
        if (!store.isReadOnly()) {
            removeNamesOfNothing();
        }
        List<byte[]> names = new ArrayList<>();
        try (ReadTransaction view = store.beginRead()) {
            for (UUID id : waiting()) {
                byte[] name = view.get(CatalogTrees.BRANCHES, key(id));
                if (name != null) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Whether a transaction of that name waits for a decision. */
    public boolean contains(byte[] name) {
        return find(id(name));
    }

    /** Decides; false if no transaction of that name waits. */
    public boolean end(byte[] name, boolean commit) {
        UUID id = id(name);
        if (!find(id)) {
            return false;
        }
        if (commit) {
            store.commitPrepared(id);
        } else {
            store.rollbackPrepared(id);
        }
        forget(id);
        return true;
    }

    private boolean find(UUID id) {
        return waiting().contains(id);
    }

    private List<UUID> waiting() {
        return store.preparedTransactions().stream()
                .filter(prepared -> prepared.coordinator().equals(OUTSIDE))
                .map(PreparedTransaction::transaction)
                .toList();
    }

    /** What a process left that ended between writing a name and preparing, or between a decision and removing the name. */
    private void removeNamesOfNothing() {
        Set<UUID> waiting = new HashSet<>(waiting());
        List<UUID> suspects = new ArrayList<>();
        try (ReadTransaction view = store.beginRead();
                Cursor cursor = view.scan(CatalogTrees.BRANCHES, KeyRange.all())) {
            while (cursor.next()) {
                byte[] key = cursor.key().toByteArray();
                UUID id = new UUID(BigEndian.getLong(key, 0), BigEndian.getLong(key, 8));
                if (!waiting.contains(id)) {
                    suspects.add(id);
                }
            }
        }
        for (UUID id : suspects) {
            store.tryLease(role(id)).ifPresent(lease -> {
                try {
                    if (!find(id)) {
                        forget(id);
                    }
                } finally {
                    lease.close();
                }
            });
        }
    }

    /** Removes a name; whatever prevents it is left to {@link #removeNamesOfNothing}. */
    private void forget(UUID id) {
        try {
            write(key(id), null);
        } catch (StoreException later) {
            assert later.code() != StoreErrorCode.INTERNAL;
        }
    }

    private void write(byte[] key, byte @Nullable [] value) {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            if (value == null) {
                transaction.delete(CatalogTrees.BRANCHES, key);
            } else {
                transaction.put(CatalogTrees.BRANCHES, key, value);
            }
            transaction.commit();
        }
    }

    private static BlazeSqlException duplicate() {
        return new BlazeSqlException(
                SqlErrorCode.DUPLICATE_OBJECT, "a prepared transaction of that name exists already");
    }

    private static String role(UUID id) {
        return "prepare " + id;
    }

    private static UUID id(byte[] name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
            return new UUID(BigEndian.getLong(digest, 0), BigEndian.getLong(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] key(UUID id) {
        byte[] key = new byte[16];
        BigEndian.putLong(key, 0, id.getMostSignificantBits());
        BigEndian.putLong(key, 8, id.getLeastSignificantBits());
        return key;
    }
}
