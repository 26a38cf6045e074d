/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.btree.LargeValues;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.check.CheckReport;
import io.blazedb.storage.check.StoreChecker;
import io.blazedb.storage.checkpoint.PreparedRecords;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.BranchPage;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.LeafFormat;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.TreePages;
import io.blazedb.storage.pager.PageCopier;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.space.SpaceView;
import io.blazedb.storage.tx.CheckpointPin;
import io.blazedb.storage.tx.Database;
import java.nio.file.Path;

/**
 * Copies one checkpoint of an open database, sealed page by sealed page, to the same places of another file.
 *
 * <p>Invariants:
 * <ol>
 *   <li>The checkpoint is pinned: whatever commits meanwhile, none of its pages is written again before the copy is made.
 *   <li>Every page is authenticated before it is written, and once more, in the copy, when all are.
 *   <li>What an unfinished copy holds at the place of a page is kept only if it authenticates as that page.
 *   <li>The copy has its name only when it is whole, verified and durable.
 * </ol>
 *
 * <p>The copy has the identity, the keys and the key slots of the database, and a log of its own that begins behind the checkpoint. Free
 * pages are left out: they are holes of the copy.
 */
public final class Backup {
    private final StoreFile store;
    private final WorkListener progress;
    private final MetaPage meta;
    private final Pager source;
    private final StorageFile target;
    private final PageCopier copier;
    private long totalBytes;

    private Backup(StoreFile store, MetaPage meta, StorageFile target, boolean resumed, WorkListener progress) {
        this.store = store;
        this.meta = meta;
        this.target = target;
        this.progress = progress;
        source = store.pager().withoutCache();
        copier = new PageCopier(source, target, resumed);
    }

    /** Makes a copy of everything that is visible now. */
    @SuppressWarnings("exports") // called by Store only
    public static BackupReport run(Database database, StoreFile store, Path target, WorkListener progress) {
        try (CopyTarget copy = CopyTarget.createOrResume(target);
                CheckpointPin pin = database.pinCheckpoint()) {
            PreparedRecords.requireInTrees(store.forest(pin.meta()));
            BackupReport report = new Backup(store, pin.meta(), copy.file(), copy.isResumed(), progress).copy();
            copy.finish();
            return report;
        }
    }

    private BackupReport copy() {
        SpaceView space = new SpaceView(source, meta.space());
        totalBytes = store.livePages(meta) * store.pageBytes();
        space.forEachOwnPage(this::page);
        if (!meta.forest().isNone()) {
            tree(meta.forest(), true);
        }
        MetaPage copied = store.metaOfCopy(meta);
        long bytes = space.filePages() * store.pageBytes();
        if (target.size() > bytes) {
            target.truncate(bytes);
        } else if (target.size() < bytes) {
            target.write(bytes - 1, new byte[1], 0, 1);
        }
        store.writeHead(target, copied);
        verify(new Pager(target, store.pageBytes(), store.pageCipher(), 0), copied, this::report);
        return new BackupReport(meta.sequence(), bytes, copier.copiedBytes(), copier.keptBytes());
    }

    private void tree(PagePointer pointer, boolean directory) {
        byte[] page = page(pointer, PageKind.TREE);
        if (TreePages.isBranch(page)) {
            for (int i = 0; i < BranchPage.count(page); i++) {
                tree(BranchPage.child(page, i).pointer(), directory);
            }
            return;
        }
        LeafFormat format = TreePages.leafFormat(page);
        if (!directory && !format.hasLarge(page)) {
            return;
        }
        for (int i = 0; i < format.count(page); i++) {
            ByteSlice value = format.value(page, i);
            if (format.isLarge(page, i)) {
                LargeValues.forEachPage(source, value, chunk -> page(chunk, PageKind.OVERFLOW));
            } else if (directory) {
                tree(ChildEntry.decode(value.array(), value.offset()).pointer(), false);
            }
        }
    }

    private byte[] page(PagePointer pointer, PageKind kind) {
        byte[] plain = copier.copy(pointer, kind);
        report();
        return plain;
    }

    private void report() {
        progress.update(copier.copiedBytes() + copier.keptBytes(), totalBytes);
    }

    /** Reads every page of a copy from its file, calling back for each. */
    static void verify(Pager copy, MetaPage meta, Runnable eachPage) {
        CheckReport report = StoreChecker.check(copy, meta, eachPage);
        if (!report.isClean()) {
            throw new StoreException(
                    StoreErrorCode.CORRUPTED, "copy, " + report.findings().get(0));
        }
    }
}
