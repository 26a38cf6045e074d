/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.ForestEditor;
import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.space.SpaceEditor;
import java.util.List;

/**
 * Writes a database into an empty file from the trees up: one checkpoint, made by nobody but the caller.
 *
 * <p>Threading: one thread. Failure: the file is worth nothing until {@link #finish} has returned.
 */
public final class CopyWriter {
    private static final long CHECKPOINT = 1;

    private final StoreFile store;
    private final StorageFile target;
    private final Pager pager;
    private final KeyEpoch epoch;
    private final SpaceEditor space;
    private final PageWriter writer;
    private final ForestEditor editor;
    private final List<Extent> logExtents;

    private CopyWriter(StoreFile store, StorageFile target) {
        this.store = store;
        this.target = target;
        PageCipher cipher = store.newPageCipher();
        pager = new Pager(target, store.pageBytes(), cipher, 0);
        epoch = cipher.beginEpoch(1, store.dataKeyGeneration());
        space = SpaceEditor.begin(pager, SpaceRoots.EMPTY, CHECKPOINT, 0);
        logExtents = StoreFile.firstExtents(store.pageBytes());
        logExtents.forEach(space::claimExtent);
        writer = pager.writer(target, CHECKPOINT);
        editor = new ForestEditor(new Forest(pager, PagePointer.NONE), space, writer);
    }

    /** A copy with the identity, the keys and the key slots of the store. */
    public static CopyWriter begin(StoreFile store, StorageFile target) {
        return new CopyWriter(store, target);
    }

    /** Takes the trees, each with its entries in order. */
    public ForestEditor editor() {
        return editor;
    }

    public Pager pager() {
        return pager;
    }

    public long writtenBytes() {
        return writer.pagesWritten() * store.pageBytes();
    }

    /** Writes what is left, and the head of the file. Durable when it returns. */
    public MetaPage finish(long sequence) {
        PagePointer forest = editor.finish();
        SpaceRoots roots = space.finish(writer);
        LogState log = LogState.empty(logExtents, store.newLogSalt());
        MetaPage meta =
                new MetaPage(CHECKPOINT, sequence, forest, roots, epoch, log.head(sequence + 1), log.encodeExtra());
        store.writeHead(target, meta);
        return meta;
    }
}
