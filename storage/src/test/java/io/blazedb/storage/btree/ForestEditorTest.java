/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.sim.PageStore;
import io.blazedb.storage.sim.PageWalk;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How many pages the operations of a tree touch. */
class ForestEditorTest {
    private static final int PAGE_BYTES = 8192;
    private static final int VALUE_BYTES = 100;

    private final CountingFile file = new CountingFile();
    private final PageStore store = new PageStore(file, PAGE_BYTES, new Random(1));

    private static byte[] key(long number) {
        byte[] key = new byte[8];
        BigEndian.putLong(key, 0, number);
        return key;
    }

    private static Iterator<TreeChange> puts(LongStream numbers) {
        return numbers.mapToObj(number -> new TreeChange(key(number), new byte[VALUE_BYTES]))
                .iterator();
    }

    private int pages() {
        return PageWalk.read(store.pager(), store.meta()).size();
    }

    @Test
    void ascendingInsertsFillTheirPages() {
        for (int i = 0; i < 20; i++) {
            long from = i * 500L;
            store.checkpoint(editor -> editor.merge(1, puts(LongStream.range(from, from + 500))));
        }
        int needed = 10_000 * (VALUE_BYTES + 14) / PAGE_BYTES;
        assertThat(pages()).isLessThan(needed * 115 / 100 + 10);
        assertThat(store.forest().count(1, KeyRange.all())).isEqualTo(10_000);
    }

    @Test
    void bulkLoadAndCountTouchFewPages() {
        store.checkpoint(editor -> editor.merge(1, puts(LongStream.range(0, 50_000))));
        int needed = 50_000 * (VALUE_BYTES + 14) / PAGE_BYTES;
        assertThat(pages()).isLessThan(needed * 105 / 100 + 10);
        store.reopen();
        file.reads = 0;
        assertThat(store.forest().count(1, new KeyRange(key(777), key(40_000)))).isEqualTo(39_223);
        assertThat(file.reads).isLessThan(10);
    }

    @Test
    void clearReadsBranchesOnly() {
        store.checkpoint(editor -> editor.merge(1, puts(LongStream.range(0, 50_000))));
        store.reopen();
        file.reads = 0;
        store.checkpoint(editor -> editor.clear(1));
        assertThat(file.reads).isLessThan(25);
        assertThat(store.forest().count(1, KeyRange.all())).isZero();
        assertThat(store.forest().get(1, key(5))).isNull();
    }

    @Test
    void aSmallChangeWritesOnePath() {
        store.checkpoint(editor -> editor.merge(1, puts(LongStream.range(0, 50_000))));
        List<PagePointer> before = PageWalk.read(store.pager(), store.meta());
        store.checkpoint(editor -> editor.merge(1, puts(LongStream.of(25_000))));
        List<PagePointer> after = PageWalk.read(store.pager(), store.meta());
        after.removeAll(before);
        assertThat(after).hasSizeLessThan(9);
    }

    @Test
    void aChangeOfNothingWritesNothing() {
        store.checkpoint(editor -> editor.merge(1, puts(LongStream.range(0, 1_000))));
        PagePointer root = store.meta().forest();
        store.checkpoint(editor -> {
            editor.merge(1, List.of(new TreeChange(key(5_000), null)).iterator());
            editor.merge(2, List.of(new TreeChange(key(1), null)).iterator());
            editor.clear(3);
        });
        assertThat(store.meta().forest()).isEqualTo(root);
    }

    @Test
    void lookupsThroughCachedPagesCopyNothing() {
        store.checkpoint(editor -> editor.merge(1, puts(LongStream.range(0, 50_000))));
        Pager roomy = new Pager(file, PAGE_BYTES, store.pager().cipher(), 64 << 20);
        Forest forest = new Forest(roomy, store.meta().forest());
        byte[][] keys =
                LongStream.range(0, 1_000).mapToObj(ForestEditorTest::key).toArray(byte[][]::new);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        lookups(forest, keys);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        lookups(forest, keys);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated / keys.length).isLessThan(200);
    }

    private static void lookups(Forest forest, byte[][] keys) {
        for (byte[] key : keys) {
            assert forest.find(1, key) != null;
        }
    }

    @Test
    void refusesWhatDoesNotFitOrIsOutOfOrder() {
        store.checkpoint(editor -> {
            List<TreeChange> disorder =
                    List.of(new TreeChange(key(2), new byte[1]), new TreeChange(key(1), new byte[1]));
            assertThatThrownBy(() -> editor.merge(1, disorder.iterator())).isInstanceOf(IllegalArgumentException.class);
        });
        PageStore other = new PageStore(new MemoryFile(), PAGE_BYTES, new Random(1));
        other.checkpoint(editor -> {
            List<TreeChange> tooLong = List.of(new TreeChange(new byte[Limits.KEY_BYTES_MAX + 1], new byte[1]));
            assertThatThrownBy(() -> editor.merge(1, tooLong.iterator()))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.TOO_LARGE));
        });
    }

    private static final class CountingFile implements StorageFile {
        private final MemoryFile memory = new MemoryFile();
        private int reads;

        @Override
        public int read(long position, byte[] into, int offset, int length) {
            reads++;
            return memory.read(position, into, offset, length);
        }

        @Override
        public void write(long position, byte[] from, int offset, int length) {
            memory.write(position, from, offset, length);
        }

        @Override
        public void force() {
            memory.force();
        }

        @Override
        public long size() {
            return memory.size();
        }

        @Override
        public void preallocate(long from, long to) {
            memory.preallocate(from, to);
        }

        @Override
        public void truncate(long size) {
            memory.truncate(size);
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
