/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.tx.CommitOptions;

/**
 * How to open a store.
 *
 * @param create create the file if it does not exist
 * @param readOnly refuse writes
 * @param durability when commits return
 * @param busyTimeoutMillis how long to wait for another writer
 * @param cacheBytes page cache of this process
 * @param transactionBytes about how much memory the changes of one transaction may take; what is more goes to the file, sealed
 */
public record StoreOptions(
        boolean create,
        boolean readOnly,
        Durability durability,
        long busyTimeoutMillis,
        long cacheBytes,
        long transactionBytes) {

    public static StoreOptions defaults() {
        return new StoreOptions(
                true,
                false,
                Durability.FULL,
                5_000,
                Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 8),
                CommitOptions.MEMORY_BYTES_DEFAULT);
    }

    public StoreOptions withCreate(boolean value) {
        return new StoreOptions(value, readOnly, durability, busyTimeoutMillis, cacheBytes, transactionBytes);
    }

    public StoreOptions withReadOnly(boolean value) {
        return new StoreOptions(create, value, durability, busyTimeoutMillis, cacheBytes, transactionBytes);
    }

    public StoreOptions withDurability(Durability value) {
        return new StoreOptions(create, readOnly, value, busyTimeoutMillis, cacheBytes, transactionBytes);
    }

    public StoreOptions withBusyTimeoutMillis(long value) {
        return new StoreOptions(create, readOnly, durability, value, cacheBytes, transactionBytes);
    }

    public StoreOptions withCacheBytes(long value) {
        return new StoreOptions(create, readOnly, durability, busyTimeoutMillis, value, transactionBytes);
    }

    public StoreOptions withTransactionBytes(long value) {
        return new StoreOptions(create, readOnly, durability, busyTimeoutMillis, cacheBytes, value);
    }
}
