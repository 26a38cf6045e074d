/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.log.Segment;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.LogHead;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.sim.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a meta page says about the log is refused, or every part of it lies within a file. */
class LogStateFuzzTest {

    @Test
    void logStatesDecodeOrAreDamaged() {
        int[] decoded = new int[2];
        Seed.forEach(40, random -> {
            for (int i = 0; i < 100; i++) {
                MetaPage meta = meta(random, true);
                try {
                    LogState state = LogState.decode(meta);
                    decoded[0]++;
                    for (Segment segment : state.segments()) {
                        assertThat(segment.extent().firstPage()).isNotNegative();
                        assertThat(segment.extent().pages()).isPositive();
                    }
                    assertThat(state.feed().offset()).isNotNegative();
                    assertThat(state.recovery().offset()).isNotNegative();
                } catch (StoreException e) {
                    assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
                    decoded[1]++;
                }
            }
            LogState.decode(meta(random, false));
        });
        assertThat(decoded[0]).isPositive();
        assertThat(decoded[1]).isPositive();
    }

    private static MetaPage meta(Random random, boolean damage) {
        List<Extent> extents = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            Extent extent = new Extent(48 + random.nextInt(100), 64);
            extents.add(extent);
            segments.add(new Segment(7 + segments.size(), extent, new byte[24]));
        }
        LogState state = new LogState(
                segments,
                LogPosition.start(segments.get(0)),
                LogPosition.start(segments.get(segments.size() - 1)),
                List.of(new Extent(300, 64)),
                List.of());
        extents.add(new Extent(300, 64));
        byte[] extra = state.encodeExtra();
        long offset = 0;
        if (damage) {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                switch (random.nextInt(5)) {
                    case 0 -> extra[random.nextInt(4)] = (byte) random.nextInt();
                    case 1 -> extra[random.nextInt(extra.length)] = (byte) random.nextInt();
                    case 2 ->
                        extents.set(random.nextInt(extents.size()), new Extent(random.nextLong(), random.nextInt()));
                    case 3 -> offset = random.nextLong();
                    default -> extents.remove(extents.size() - 1);
                }
                if (extents.isEmpty()) {
                    break;
                }
            }
        }
        return new MetaPage(
                1,
                1,
                PagePointer.NONE,
                SpaceRoots.EMPTY,
                new KeyEpoch(1, 1, new byte[24]),
                new LogHead(new byte[24], 1, offset, extents),
                extra);
    }
}
