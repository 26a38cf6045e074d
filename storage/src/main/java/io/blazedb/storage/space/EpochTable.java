/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The key epochs that live pages were sealed with, and how many pages each still has; one without pages is forgotten. Stored as a
 * {@link ChunkChain} sealed under the epoch that the meta page names:
 *
 * <pre>
 * size field
 *   32 key epoch
 *    8 pages
 * </pre>
 */
public final class EpochTable {
    static final int ENTRY_BYTES = KeyEpoch.BYTES + 8;

    private final NavigableMap<Integer, Counted> byId = new TreeMap<>();
    private final List<PagePointer> chunks;

    private static final class Counted {
        final KeyEpoch epoch;
        long pages;

        Counted(KeyEpoch epoch, long pages) {
            this.epoch = epoch;
            this.pages = pages;
        }
    }

    private EpochTable(List<PagePointer> chunks) {
        this.chunks = chunks;
    }

    /** Makes every page of a checkpoint readable: call it before anything else is read through its pointers. */
    public static void install(Pager pager, MetaPage meta) {
        pager.cipher().install(meta.epoch());
        for (KeyEpoch epoch : read(pager, meta.space().epochs()).epochs()) {
            pager.cipher().install(epoch);
        }
    }

    /** As {@link #install}, as far as the table can still be read; {@code unreadable} is told why not all of it. */
    public static void installRemains(Pager pager, MetaPage meta, Consumer<StoreException> unreadable) {
        pager.cipher().install(meta.epoch());
        byte[] payload = ChunkChain.readRemains(pager, meta.space().epochs(), PageKind.EPOCHS, unreadable);
        for (int at = 0; at + ENTRY_BYTES <= payload.length; at += ENTRY_BYTES) {
            pager.cipher().install(KeyEpoch.decode(payload, at));
        }
    }

    /** An id that no epoch of the checkpoint has. */
    public static int nextId(Pager pager, MetaPage meta) {
        int id = meta.epoch().id();
        for (KeyEpoch epoch : read(pager, meta.space().epochs()).epochs()) {
            id = Math.max(id, epoch.id());
        }
        return id + 1;
    }

    static EpochTable read(Pager pager, PagePointer first) {
        ChunkChain chain = ChunkChain.read(pager, first, PageKind.EPOCHS);
        byte[] payload = chain.payload();
        if (payload.length % ENTRY_BYTES != 0) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "epoch table");
        }
        EpochTable table = new EpochTable(chain.chunks());
        for (int at = 0; at < payload.length; at += ENTRY_BYTES) {
            KeyEpoch epoch = KeyEpoch.decode(payload, at);
            table.byId.put(epoch.id(), new Counted(epoch, BigEndian.getLong(payload, at + KeyEpoch.BYTES)));
        }
        return table;
    }

    Collection<KeyEpoch> epochs() {
        return byId.values().stream().map(counted -> counted.epoch).toList();
    }

    /** The chunks that the table was read from. */
    List<PagePointer> chunks() {
        return chunks;
    }

    long pages(int epochId) {
        Counted counted = byId.get(epochId);
        return counted == null ? 0 : counted.pages;
    }

    void add(KeyEpoch epoch, long pages) {
        byId.computeIfAbsent(epoch.id(), id -> new Counted(epoch, 0)).pages += pages;
    }

    void subtract(int epochId, long pages) {
        Counted counted = byId.get(epochId);
        if (counted == null || counted.pages < pages) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "epoch=" + epochId);
        }
        counted.pages -= pages;
    }

    /**
     * Forgets epochs without pages, except the one in use, and the one with the largest id: as long as it is here, no id that a
     * durable checkpoint has ever used is given to another epoch, while an old snapshot or a process may still know it.
     */
    void prune(KeyEpoch current) {
        int largest = byId.lastKey();
        byId.values()
                .removeIf(counted ->
                        counted.pages == 0 && counted.epoch.id() != current.id() && counted.epoch.id() != largest);
    }

    int encodedBytes() {
        return byId.size() * ENTRY_BYTES;
    }

    byte[] encode() {
        byte[] payload = new byte[encodedBytes()];
        int at = 0;
        for (Counted counted : byId.values()) {
            counted.epoch.encode(payload, at);
            BigEndian.putLong(payload, at + KeyEpoch.BYTES, counted.pages);
            at += ENTRY_BYTES;
        }
        return payload;
    }
}
