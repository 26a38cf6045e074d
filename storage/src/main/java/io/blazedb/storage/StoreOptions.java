/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

/**
 * How to open a store.
 *
 * @param create create the file if it does not exist
 * @param readOnly refuse writes
 * @param durability when commits return
 * @param busyTimeoutMillis how long to wait for another writer
 * @param cacheBytes page cache of this process
 */
public record StoreOptions(
        boolean create, boolean readOnly, Durability durability, long busyTimeoutMillis, long cacheBytes) {

    public static StoreOptions defaults() {
        return new StoreOptions(
                true,
                false,
                Durability.FULL,
                5_000,
                Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 8));
    }

    public StoreOptions withCreate(boolean value) {
        return new StoreOptions(value, readOnly, durability, busyTimeoutMillis, cacheBytes);
    }

    public StoreOptions withReadOnly(boolean value) {
        return new StoreOptions(create, value, durability, busyTimeoutMillis, cacheBytes);
    }

    public StoreOptions withDurability(Durability value) {
        return new StoreOptions(create, readOnly, value, busyTimeoutMillis, cacheBytes);
    }

    public StoreOptions withBusyTimeoutMillis(long value) {
        return new StoreOptions(create, readOnly, durability, value, cacheBytes);
    }

    public StoreOptions withCacheBytes(long value) {
        return new StoreOptions(create, readOnly, durability, busyTimeoutMillis, value);
    }
}
