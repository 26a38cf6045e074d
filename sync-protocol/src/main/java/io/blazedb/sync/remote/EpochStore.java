/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.SyncTrees;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a publisher keeps its channel keys: inside its own encrypted database. */
final class EpochStore {
    private final Store store;

    EpochStore(Store store) {
        this.store = store;
    }

    Map<ChannelId, ChannelEpoch> load() {
        Map<ChannelId, ChannelEpoch> epochs = new LinkedHashMap<>();
        try (ReadTransaction read = store.beginRead();
                Cursor cursor = read.scan(SyncTrees.UPLOADS, KeyRange.all())) {
            while (cursor.next()) {
                epochs.put(
                        ChannelId.of(cursor.key().toByteArray()),
                        ChannelEpoch.decode(cursor.value().toByteArray()));
            }
        }
        return epochs;
    }

    /** Durable when this returns. */
    void save(ChannelId channel, ChannelEpoch epoch) {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            transaction.put(SyncTrees.UPLOADS, channel.toByteArray(), epoch.encode());
            transaction.commit();
        }
    }
}
