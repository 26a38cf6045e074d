/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.overlay.Layer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The prepared transactions that wait for their decision: until then nobody else may change what they change or rely on. */
final class PreparedSet {
    private record Waiting(LogRecord.Prepare record, Layer changes) {}

    private final Function<LogRecord.Prepare, Layer> layers;
    private final Map<UUID, Waiting> waiting = new LinkedHashMap<>();
    private volatile boolean empty = true;

    /** {@code layers} gives the changes of a transaction as a layer that stands alone. */
    PreparedSet(Function<LogRecord.Prepare, Layer> layers) {
        this.layers = layers;
    }

    synchronized void reset(List<LogRecord.Prepare> records) {
        waiting.clear();
        empty = true;
        records.forEach(this::add);
    }

    synchronized void add(LogRecord.Prepare record) {
        waiting.put(record.transaction(), new Waiting(record, layers.apply(record)));
        empty = false;
    }

    synchronized void remove(UUID transaction) {
        waiting.remove(transaction);
        empty = waiting.isEmpty();
    }

    synchronized LogRecord.@Nullable Prepare find(UUID transaction) {
        Waiting found = waiting.get(transaction);
        return found == null ? null : found.record;
    }

    /** Oldest first. */
    synchronized List<LogRecord.Prepare> records() {
        return waiting.values().stream().map(Waiting::record).toList();
    }

    /** Whether one of them changes what the transaction changes or has read, or relies on what it changes. */
    boolean conflictsWith(WriteSet writes, @Nullable ReadFootprint footprint) {
        if (empty) {
            return false;
        }
        synchronized (this) {
            for (Waiting one : waiting.values()) {
                if (ConflictCheck.touches(writes, one.changes)
                        || ConflictCheck.touches(writes, one.record.reads())
                        || (footprint != null && footprint.touchedBy(one.changes))) {
                    return true;
                }
            }
        }
        return false;
    }
}
