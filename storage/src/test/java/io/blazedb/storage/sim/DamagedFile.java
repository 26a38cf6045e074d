/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.checkpoint.LogState;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.Segment;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A small database file with pages, large values and a log, of which copies are damaged; and which of its bytes are used. */
final class DamagedFile {
    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);
    private static final int FRAME_MAGIC = 0x425a4c46;
    private static final int FRAME_HEADER_BYTES = 68;
    private static final int SECTOR_BYTES = 512;
    private static final Set<StoreErrorCode> DAMAGE = EnumSet.of(
            StoreErrorCode.CORRUPTED,
            StoreErrorCode.NOT_A_DATABASE,
            StoreErrorCode.WRONG_KEY,
            StoreErrorCode.UNSUPPORTED_FORMAT);

    /** What became of a change. */
    enum Verdict {
        /** An error that says so, or a finding of the check. */
        FOUND,
        /** All rows, the whole change feed and the check are as they were. */
        HARMLESS
    }

    private final SimulatedFile file;
    private final byte[] contents;
    private final List<SimulatedFile> olderVersions;
    private final StoreFile store;
    private final MetaPage meta;
    private final History.Contents rows;
    private final List<String> feed;
    private final Map<PagePointer, PageKind> pages = new HashMap<>();
    private final List<int[]> frames = new ArrayList<>();
    private final BitSet used = new BitSet();

    private DamagedFile(SimulatedFile file, List<SimulatedFile> olderVersions) {
        this.file = file;
        this.olderVersions = olderVersions;
        contents = file.contents();
        store = store(copy());
        meta = store.metas().newest().meta();
        Database database = SimulatedDatabase.open(copy(), new Random(1));
        rows = History.read(database);
        feed = feed(database);
        int metaAt = (int) MetaPage.slotOffset(MetaPage.slotOf(meta.checkpoint()));
        used.set(metaAt, metaAt + MetaPage.BLOCK_BYTES);
        store.forest(meta);
        for (PagePointer pointer : PageWalk.read(store.pager(), meta)) {
            pages.put(pointer, findKind(pointer));
            int at = (int) pointer.pageNumber() * pageBytes();
            used.set(at, at + pointer.pages() * pageBytes());
        }
        findFrames();
    }

    /** A file whose kept log is one segment, with commits behind the last checkpoint, all of them receipted. */
    static DamagedFile fill(Random random) {
        SimulatedFile file = new SimulatedFile();
        SimulatedDatabase.create(file, new Random(random.nextLong()));
        Database database = SimulatedDatabase.open(file, new Random(random.nextLong()));
        List<SimulatedFile> older = new ArrayList<>();
        for (int round = 0; round < 7; round++) {
            for (int i = 0; i < 5; i++) {
                commit(database, random, round < 3 && i == 0);
            }
            older.add(file.left(Aftermath.ALL_WRITTEN, random));
            if (round < 6) {
                database.checkpoint(1_000);
                older.add(file.left(Aftermath.ALL_WRITTEN, random));
            }
        }
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            change(transaction, random, 50, 20);
            transaction.prepare(new UUID(random.nextLong(), 1), new UUID(1, 2));
        }
        commit(database, random, false);
        SimulatedFile end = file.left(Aftermath.ALL_WRITTEN, random);
        StoreFile store = open(end);
        store.metas().writeReceipt(store.metas().newest().meta().checkpoint(), database.visibleSequence());
        return new DamagedFile(end, older);
    }

    private static void commit(Database database, Random random, boolean large) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            if (large) {
                change(transaction, random, 1_000 + random.nextInt(1_000), 70_000);
            }
            for (int i = 0; i < 25; i++) {
                change(transaction, random, random.nextInt(250), 10 + random.nextInt(250));
            }
            transaction.commit();
        }
    }

    private static void change(Transaction transaction, Random random, int key, int length) {
        byte[] value = new byte[length];
        random.nextBytes(value);
        byte[] bytes = ByteBuffer.allocate(4).putInt(key).array();
        transaction.set(1 + random.nextInt(History.TREES), bytes, value, null);
    }

    SimulatedFile copy() {
        return file.left(Aftermath.ALL_WRITTEN, new Random(1));
    }

    StoreFile store(SimulatedFile copy) {
        StoreFile opened = open(copy);
        if (pages.isEmpty()) {
            return opened;
        }
        opened.forest(meta);
        return opened;
    }

    private static StoreFile open(SimulatedFile copy) {
        return SimulatedDatabase.openFile(copy, new Random(2));
    }

    int pageBytes() {
        return store.pageBytes();
    }

    MetaPage meta() {
        return meta;
    }

    Set<PagePointer> pages() {
        return pages.keySet();
    }

    PageKind kindOf(PagePointer pointer) {
        PageKind kind = pages.get(pointer);
        if (kind == null) {
            throw new IllegalArgumentException("not a page of the file");
        }
        return kind;
    }

    /** Position and length in whole sectors of each frame of the log. */
    List<int[]> frames() {
        return frames;
    }

    List<SimulatedFile> olderVersions() {
        return olderVersions;
    }

    int size() {
        return contents.length;
    }

    boolean isUsed(int at) {
        return used.get(at);
    }

    boolean hasUsed(int at, int length) {
        int next = used.nextSetBit(at);
        return next >= 0 && next < at + length;
    }

    int usedEnd() {
        return used.length();
    }

    int anyUsed(Random random) {
        int from = random.nextInt(used.length());
        return used.nextSetBit(from);
    }

    boolean differs(byte[] other, int at, int length) {
        return !Arrays.equals(other, at, at + length, contents, at, at + length);
    }

    void flip(SimulatedFile copy, long at, int mask) {
        copy.write(at, new byte[] {(byte) (contents[(int) at] ^ mask)}, 0, 1);
    }

    void restore(SimulatedFile copy, long at, int length) {
        copyTo(copy, at, at, length);
    }

    /** The page's bytes to another page number. */
    void move(SimulatedFile copy, PagePointer from, long toPage) {
        copyTo(copy, from.pageNumber() * pageBytes(), toPage * pageBytes(), from.pages() * pageBytes());
    }

    void copyTo(SimulatedFile copy, long from, long to, int length) {
        copy.write(to, contents, (int) from, length);
        copy.force();
    }

    /** Opens a damaged copy and reads everything in it; fails on a wrong row or an error that does not say that there is damage. */
    Verdict verdict(SimulatedFile copy) {
        Database database = null;
        try {
            database = SimulatedDatabase.open(copy, new Random(3));
            History.Contents found = History.read(database);
            if (!found.equals(rows)) {
                throw new AssertionError("wrong rows without an error");
            }
            if (!feed(database).equals(feed)) {
                throw new AssertionError("wrong changes without an error");
            }
            if (!database.check(1_000).findings().isEmpty()) {
                return Verdict.FOUND;
            }
            if (!History.read(database).equals(rows)) {
                throw new AssertionError("wrong rows after the check");
            }
            return Verdict.HARMLESS;
        } catch (StoreException e) {
            if (!DAMAGE.contains(e.code())) {
                throw e;
            }
            return Verdict.FOUND;
        } finally {
            if (database != null) {
                SimulatedDatabase.kill(database);
            }
        }
    }

    private static List<String> feed(Database database) {
        List<String> all = new ArrayList<>();
        try (ChangeCursor changes = database.feed().after(0)) {
            for (ChangeRecord record = changes.next(); record != null; record = changes.next()) {
                StringBuilder text = new StringBuilder().append(record.sequence());
                record.changes()
                        .forEach(change -> text.append(' ')
                                .append(change.tree())
                                .append(change.key())
                                .append('=')
                                .append(
                                        change.after() == null
                                                ? ""
                                                : History.text(change.after().toByteArray())));
                all.add(text.toString());
            }
        }
        return all;
    }

    private PageKind findKind(PagePointer pointer) {
        for (PageKind kind : PageKind.values()) {
            try {
                store.pager().withoutCache().read(pointer, kind);
                return kind;
            } catch (StoreException e) {
                // A page of another kind.
            }
        }
        throw new AssertionError("page of no kind");
    }

    private void findFrames() {
        LogState log = LogState.decode(meta);
        if (log.segments().size() > 1 || log.feed().offset() > 0) {
            throw new AssertionError("more log than one segment");
        }
        Segment segment = log.segments().get(0);
        int at = (int) segment.extent().firstPage() * pageBytes();
        while (BigEndian.getInt(contents, at) == FRAME_MAGIC) {
            int length = FRAME_HEADER_BYTES + BigEndian.getInt(contents, at + 8);
            int sectors = (length + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
            used.set(at, at + length);
            frames.add(new int[] {at, sectors});
            at += sectors;
        }
    }
}
