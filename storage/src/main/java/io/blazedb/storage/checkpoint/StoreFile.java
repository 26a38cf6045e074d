/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.crypto.LogSalt;
import io.blazedb.storage.crypto.MetaCipher;
import io.blazedb.storage.crypto.PageCipher;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.keys.Superheader;
import io.blazedb.storage.log.CommitLog;
import io.blazedb.storage.log.Segment;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.space.EpochTable;
import io.blazedb.storage.space.SpaceView;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * An opened database file: its keys, and the doors to its pages, meta pages and log.
 *
 * <p>Threading: any number of threads.
 */
public final class StoreFile implements AutoCloseable {
    /** Segments, the first included, that a new file has space for. */
    private static final int FIRST_SEGMENTS = 2;

    private static final int HEADER_ATTEMPTS = 3;
    /** Keys of private spaces are told apart by their salts only. */
    private static final int PRIVATE_EPOCH = 1;

    private final StorageFile file;
    private final RandomSource random;
    private volatile Superheader header;
    private final PageCipher pageCipher;
    private final Pager pager;
    private final MetaSlots metas;
    private final CommitLog log;

    /** What is known of the header in the file. */
    private enum HeaderState {
        WHOLE,
        /** Not to be read again: the file is damaged, and nobody changes it. */
        FIXED,
        /** Put together from what is left. */
        REBUILT
    }

    private final HeaderState headerState;

    private StoreFile(StorageFile file, Superheader header, long cacheBytes, RandomSource random) {
        this(file, header, cacheBytes, random, HeaderState.WHOLE);
    }

    private StoreFile(
            StorageFile file, Superheader header, long cacheBytes, RandomSource random, HeaderState headerState) {
        this.file = file;
        this.headerState = headerState;
        this.random = random;
        this.header = header;
        this.pageCipher = new PageCipher(header.databaseId(), header.keyRing(), random);
        this.pager = new Pager(file, header.pageBytes(), pageCipher, cacheBytes);
        this.metas = new MetaSlots(file, new MetaCipher(header.databaseId(), header.keyRing(), random));
        this.log = new CommitLog(file, header.pageBytes(), header.keyRing(), random);
        header.keyRing().onUnknownGeneration(generation -> rereadHeader());
    }

    /**
     * Opens a file that may be damaged anywhere, its header included, to read what is left of it.
     *
     * @throws StoreException NOT_A_DATABASE, WRONG_KEY, UNSUPPORTED_FORMAT, or CORRUPTED if no data key is left
     */
    public static StoreFile openDamaged(StorageFile file, KeySource key, RandomSource random) {
        byte[] copyA = headerCopy(file, 0);
        byte[] copyB = headerCopy(file, 1);
        Superheader header;
        HeaderState state = HeaderState.FIXED;
        try {
            header = Superheader.open(copyA, copyB, key);
        } catch (StoreException e) {
            if (e.code() != StoreErrorCode.CORRUPTED && e.code() != StoreErrorCode.NOT_A_DATABASE) {
                throw e;
            }
            header = remains(copyA, copyB, key, e);
            state = HeaderState.REBUILT;
        }
        return new StoreFile(file, header, 0, random, state);
    }

    /** Writes a new database without any commit into an empty file and makes it durable. */
    public static StoreFile create(StorageFile file, KeySource key, long cacheBytes, RandomSource random, Clock clock) {
        UUID id = uuid(random);
        Superheader header = Superheader.create(id, Limits.PAGE_BYTES_DEFAULT, key, clock.instant(), random);
        StoreFile created = new StoreFile(file, header, cacheBytes, random);
        int pageBytes = header.pageBytes();
        List<Extent> extents = firstExtents(pageBytes);
        Extent last = extents.get(extents.size() - 1);
        file.preallocate(MetaPage.PAGES_OFFSET, (last.firstPage() + last.pages()) * pageBytes);
        LogState log = LogState.empty(extents, created.newLogSalt());
        KeyEpoch epoch = created.pageCipher.beginEpoch(1, created.dataKeyGeneration());
        created.metas.write(
                new MetaPage(1, 0, PagePointer.NONE, SpaceRoots.EMPTY, epoch, log.head(1), log.encodeExtra()));
        byte[] copy = header.encode();
        file.write(0, copy, 0, copy.length);
        file.write(Superheader.COPY_BYTES, copy, 0, copy.length);
        file.force();
        created.metas.writeReceipt(1, 0);
        return created;
    }

    /** Where the segments of a new file's log are. */
    static List<Extent> firstExtents(int pageBytes) {
        int segmentPages = io.blazedb.storage.log.Limits.SEGMENT_BYTES / pageBytes;
        List<Extent> extents = new ArrayList<>();
        for (int i = 0; i < FIRST_SEGMENTS; i++) {
            extents.add(new Extent(MetaPage.PAGES_OFFSET / pageBytes + (long) i * segmentPages, segmentPages));
        }
        return extents;
    }

    /** Opens the database in a file. */
    public static StoreFile open(StorageFile file, KeySource key, long cacheBytes, RandomSource random) {
        byte[] copyA = headerCopy(file, 0);
        if (file.size() == 0) {
            throw new StoreException(StoreErrorCode.NOT_A_DATABASE, "the file is empty");
        }
        return new StoreFile(file, Superheader.open(copyA, headerCopy(file, 1), key), cacheBytes, random);
    }

    private static Superheader remains(byte[] copyA, byte[] copyB, KeySource key, StoreException failure) {
        try {
            return Superheader.openRemains(copyA, copyB, key, Limits.PAGE_BYTES_DEFAULT);
        } catch (StoreException e) {
            throw e.code() == StoreErrorCode.WRONG_KEY && failure.code() == StoreErrorCode.NOT_A_DATABASE ? failure : e;
        }
    }

    private static byte[] headerCopy(StorageFile file, int copy) {
        byte[] bytes = new byte[Superheader.COPY_BYTES];
        file.read((long) copy * Superheader.COPY_BYTES, bytes, 0, bytes.length);
        return bytes;
    }

    /** The same database through another channel of its file; this object must not be used any more. */
    public StoreFile withFile(StorageFile other, long cacheBytes) {
        return new StoreFile(other, header, cacheBytes, random);
    }

    /**
     * The meta page of a copy of a checkpoint: the same trees and the same space, with a log that begins behind it. What the log held is
     * not part of the copy; its extents are, empty.
     */
    public MetaPage metaOfCopy(MetaPage meta) {
        LogState log = LogState.empty(meta.log().extents(), newLogSalt());
        return new MetaPage(
                meta.checkpoint(),
                meta.sequence(),
                meta.forest(),
                meta.space(),
                meta.epoch(),
                log.head(meta.sequence() + 1),
                log.encodeExtra());
    }

    /** Writes what stands before the pages of a copy: identity and key slots as this file has them now, one meta page, its receipt. */
    public void writeHead(StorageFile copy, MetaPage meta) {
        byte[] none = new byte[(int) (MetaPage.PAGES_OFFSET - MetaPage.FIRST_SLOT_OFFSET)];
        copy.write(MetaPage.FIRST_SLOT_OFFSET, none, 0, none.length);
        MetaSlots slots = new MetaSlots(copy, new MetaCipher(header.databaseId(), header.keyRing(), random));
        slots.write(meta);
        byte[] head = rereadHeader().encode();
        copy.write(0, head, 0, head.length);
        copy.write(Superheader.COPY_BYTES, head, 0, head.length);
        copy.force();
        slots.writeReceipt(meta.checkpoint(), meta.sequence());
    }

    /** Whether the header was put together from what is left of it. */
    public boolean isHeaderRebuilt() {
        return headerState == HeaderState.REBUILT;
    }

    /** The key slot that the file was opened by. */
    public String openedSlot() {
        return header.openedSlot();
    }

    public UUID id() {
        return header.databaseId();
    }

    public int pageBytes() {
        return header.pageBytes();
    }

    public StorageFile file() {
        return file;
    }

    public Pager pager() {
        return pager;
    }

    public PageCipher pageCipher() {
        return pageCipher;
    }

    /** A pager of pages under a new key, which no checkpoint knows: the key's epoch has the given generation. */
    public Pager privatePager(int generation, long cacheBytes) {
        PageCipher cipher = new PageCipher(header.databaseId(), header.keyRing(), random);
        cipher.beginEpoch(PRIVATE_EPOCH, generation);
        return new Pager(file, pageBytes(), cipher, cacheBytes);
    }

    /** A pager of pages that were sealed under a key that no checkpoint knows. */
    public Pager privatePager(KeyEpoch epoch, long cacheBytes) {
        PageCipher cipher = new PageCipher(header.databaseId(), header.keyRing(), random);
        cipher.install(epoch);
        return new Pager(file, pageBytes(), cipher, cacheBytes);
    }

    public MetaSlots metas() {
        return metas;
    }

    public CommitLog log() {
        return log;
    }

    public RandomSource random() {
        return random;
    }

    /** Pages that a checkpoint refers to. */
    public long livePages(MetaPage meta) {
        return new SpaceView(pager, meta.space())
                .epochPages().values().stream().mapToLong(Long::longValue).sum();
    }

    /** A cipher for the pages of another file of this database, without epochs. */
    public PageCipher newPageCipher() {
        return new PageCipher(header.databaseId(), header.keyRing(), random);
    }

    /** The data key that new pages are to be sealed under. */
    public int dataKeyGeneration() {
        return header.keyRing().newestGeneration();
    }

    /** The salt of a new log. */
    byte[] newLogSalt() {
        return LogSalt.draw(dataKeyGeneration(), random);
    }

    /** The salt of the segment behind another: never under an older data key than that one. */
    public byte[] newLogSalt(Segment before) {
        return LogSalt.draw(Math.max(LogSalt.generation(before.salt()), dataKeyGeneration()), random);
    }

    /** The trees of a checkpoint. */
    public Forest forest(MetaPage meta) {
        EpochTable.install(pager, meta);
        return new Forest(pager, meta.forest());
    }

    /** The header as it is in the file now: another process may have changed slots or data keys. */
    public synchronized Superheader rereadHeader() {
        if (headerState != HeaderState.WHOLE) {
            return header;
        }
        StoreException failure = null;
        for (int attempt = 0; attempt < HEADER_ATTEMPTS; attempt++) {
            try {
                // Somebody who writes the copies one after the other may tear both reads, but not twice.
                header = header.reread(headerCopy(file, 0), headerCopy(file, 1));
                return header;
            } catch (StoreException e) {
                failure = e;
            }
        }
        throw failure == null ? new StoreException(StoreErrorCode.INTERNAL, "header") : failure;
    }

    /**
     * Changes the header: each copy is whole and durable before the other is touched. By one process at a time.
     *
     * @param change makes the next header from the present one
     */
    public synchronized void changeHeader(UnaryOperator<Superheader> change) {
        Superheader changed = change.apply(rereadHeader());
        writeHeader(changed.encode());
        header = changed;
        changed.adoptDataKeys();
    }

    /** Writes both copies, first the one that is not the present header: after a cut between two writes, the other is all there is. */
    private void writeHeader(byte[] next) {
        boolean whole = Arrays.equals(headerCopy(file, 1), header.encode());
        file.write(whole ? 0 : Superheader.COPY_BYTES, next, 0, next.length);
        file.force();
        file.write(whole ? Superheader.COPY_BYTES : 0, next, 0, next.length);
        file.force();
    }

    /**
     * Makes both copies of the superheader the newer one again, after a crash between their two writes or damage to one of them. Only
     * by the first process.
     */
    public void repairHeader() {
        byte[] copyA = headerCopy(file, 0);
        byte[] copyB = headerCopy(file, 1);
        byte[] newer = header.newerOf(copyA, copyB);
        for (int copy = 0; copy < 2; copy++) {
            if (!Arrays.equals(copy == 0 ? copyA : copyB, newer)) {
                file.write((long) copy * Superheader.COPY_BYTES, newer, 0, newer.length);
                file.force();
            }
        }
    }

    /** Wipes the keys and closes the file. */
    @Override
    public void close() {
        header.close();
        pageCipher.forget();
        log.forgetKeys();
        file.close();
    }

    /** A random identity. */
    public static UUID uuid(RandomSource random) {
        byte[] bytes = random.bytes(16);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long high = in.getLong();
        return new UUID(high, in.getLong());
    }
}
