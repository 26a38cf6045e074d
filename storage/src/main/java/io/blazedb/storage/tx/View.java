/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.checkpoint.LogState;
import io.blazedb.storage.overlay.Overlay;
import io.blazedb.storage.page.MetaPage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The trees of one checkpoint and the overlay above them: what snapshots are taken of.
 *
 * <p>Counts the snapshots that use it. As long as there are any, the pages of its checkpoint must not be reused.
 */
final class View {
    private final MetaPage meta;
    private final Forest forest;
    private final Overlay overlay;
    private final LogState log;
    private final AtomicLong pins = new AtomicLong();

    View(MetaPage meta, Forest forest, Overlay overlay) {
        this.meta = meta;
        this.forest = forest;
        this.overlay = overlay;
        this.log = LogState.decode(meta);
    }

    MetaPage meta() {
        return meta;
    }

    long checkpoint() {
        return meta.checkpoint();
    }

    Forest forest() {
        return forest;
    }

    Overlay overlay() {
        return overlay;
    }

    /** The log as the checkpoint left it. */
    LogState log() {
        return log;
    }

    void pin() {
        pins.incrementAndGet();
    }

    void unpin() {
        pins.decrementAndGet();
    }

    boolean isPinned() {
        return pins.get() > 0;
    }
}
