/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.pager;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.page.PageKind;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PageCacheTest {
    private static byte[] page(long number, long tag) {
        return new byte[] {(byte) number, (byte) tag};
    }

    @Test
    void aPageIsFoundByAllOfItsIdentity() {
        PageCache cache = new PageCache(1 << 20, 4096);
        byte[] page = page(5, 1);
        cache.put(5, 1, 2, PageKind.TREE, page);
        assertThat(cache.get(5, 1, 2, PageKind.TREE)).isSameAs(page);
        assertThat(cache.get(6, 1, 2, PageKind.TREE)).isNull();
        assertThat(cache.get(5, 3, 2, PageKind.TREE)).isNull();
        assertThat(cache.get(5, 1, 3, PageKind.TREE)).isNull();
        assertThat(cache.get(5, 1, 2, PageKind.BITMAP)).isNull();
        cache.put(5, 9, 9, PageKind.TREE, page(5, 9));
        assertThat(cache.get(5, 1, 2, PageKind.TREE)).isNull();
    }

    @Test
    void usedPagesOutliveUnusedOnes() {
        PageCache cache = new PageCache(256 * 4096, 4096);
        int hits = 0;
        for (long number = 1; number < 20_000; number++) {
            cache.put(number, number, 0, PageKind.TREE, page(number, 0));
            if (number == 1 || cache.get(1, 1, 0, PageKind.TREE) != null) {
                hits++;
            }
        }
        assertThat(hits).isEqualTo(19_999);
        int kept = 0;
        for (long number = 1; number < 20_000; number++) {
            kept += cache.get(number, number, 0, PageKind.TREE) == null ? 0 : 1;
        }
        assertThat(kept).isBetween(200, 256);
    }

    @Test
    void walksOverMoreThanFitsFindMostOfWhatFits() {
        PageCache cache = new PageCache(256 * 4096, 4096);
        int hits = 0;
        for (int walk = 0; walk < 40; walk++) {
            hits = walkOver(cache, 1, 320);
        }
        assertThat(hits).isGreaterThan(150);
        for (int walk = 0; walk < 40; walk++) {
            hits = walkOver(cache, 1_001, 1_200);
        }
        assertThat(hits).isGreaterThan(150);
    }

    private static int walkOver(PageCache cache, int from, int to) {
        int hits = 0;
        for (long number = from; number <= to; number++) {
            if (cache.get(number, number, 0, PageKind.TREE) == null) {
                cache.putWalked(number, number, 0, PageKind.TREE, page(number, 0));
            } else {
                hits++;
            }
        }
        return hits;
    }

    @Test
    void largePagesTakeAsMuchMemoryAsSmallOnes() {
        PageCache cache = new PageCache(64 * 4096, 4096);
        for (long number = 1; number < 500; number++) {
            cache.put(number, number, 0, PageKind.TREE, new byte[number % 3 == 0 ? 4096 : 32_768]);
            cache.get(number / 2, number / 2, 0, PageKind.TREE);
            assertThat(cache.get(number, number, 0, PageKind.TREE)).isNotNull();
            assertThat(cache.bytes()).isLessThanOrEqualTo(64 * 4096);
        }
        assertThat(cache.bytes()).isGreaterThan(32 * 4096);
    }

    @Test
    void threadsNeverGetAnotherPage() throws Exception {
        PageCache cache = new PageCache(64 * 4096, 4096);
        AtomicReference<String> failure = new AtomicReference<>();
        Thread[] threads = new Thread[3];
        for (int t = 0; t < threads.length; t++) {
            int seed = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < 200_000; i++) {
                    long number = (i * 31L + seed * 7L) % 200;
                    long tag = (i + seed) % 3;
                    byte[] cached = cache.get(number, tag, tag, PageKind.TREE);
                    if (cached == null) {
                        cache.put(number, tag, tag, PageKind.TREE, page(number, tag));
                    } else if (cached[0] != (byte) number || cached[1] != (byte) tag) {
                        failure.set("page " + number);
                    }
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }
}
