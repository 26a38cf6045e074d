/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.ForestEditor;
import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.LogHead;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.PageWriter;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.space.EpochTable;
import io.blazedb.storage.space.SpaceEditor;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The page layers without a log: checkpoints of trees in a file, for tests below the store. */
public final class PageStore {
    private static final UUID ID = new UUID(0x1234, 0x5678);

    private final StorageFile file;
    private final int pageBytes;
    private final RandomSource random;
    private Pager pager;
    private @Nullable MetaPage meta;

    public PageStore(StorageFile file, int pageBytes, Random random) {
        this(file, pageBytes, (RandomSource) random::nextBytes);
    }

    private PageStore(StorageFile file, int pageBytes, RandomSource random) {
        this.file = file;
        this.pageBytes = pageBytes;
        this.random = random;
        pager = newPager();
    }

    private Pager newPager() {
        PageCipher cipher = new PageCipher(ID, TestKeys.ring(new byte[32]), random);
        return new Pager(file, pageBytes, cipher, 64 * pageBytes);
    }

    public Pager pager() {
        return pager;
    }

    public MetaPage meta() {
        MetaPage current = meta;
        if (current == null) {
            throw new IllegalStateException("no checkpoint yet");
        }
        return current;
    }

    /** Forgets everything but the meta page: caches, keys, counters. The next checkpoint begins a new epoch. */
    public void reopen() {
        pager = newPager();
        EpochTable.install(pager, meta());
    }

    /** Reads another file's pages through the same meta page and keys. */
    public PageStore over(StorageFile other) {
        PageStore store = new PageStore(other, pageBytes, random);
        store.meta = meta;
        store.reopen();
        return store;
    }

    public Forest forest() {
        return new Forest(pager, meta == null ? PagePointer.NONE : meta.forest());
    }

    /** One checkpoint with the changes that the body makes; pages freed before the previous checkpoint are reused. */
    public void checkpoint(Consumer<ForestEditor> body) {
        MetaPage before = meta;
        long number = before == null ? 1 : before.checkpoint() + 1;
        PageCipher cipher = pager.cipher();
        if (cipher.sealingEpoch() == null) {
            cipher.beginEpoch(before == null ? 1 : EpochTable.nextId(pager, before), 1);
        }
        KeyEpoch epoch = cipher.sealingEpoch();
        if (epoch == null) {
            throw new IllegalStateException("epoch");
        }
        SpaceRoots roots = before == null ? SpaceRoots.EMPTY : before.space();
        SpaceEditor space = SpaceEditor.begin(pager, roots, number, number - 1);
        PageWriter writer = pager.writer(file, number);
        ForestEditor editor = new ForestEditor(forest(), space, writer);
        body.accept(editor);
        PagePointer root = editor.finish();
        SpaceRoots next = space.finish(writer);
        file.force();
        meta = new MetaPage(number, number, root, next, epoch, new LogHead(new byte[24], 1, 0, List.of()), new byte[0]);
    }
}
