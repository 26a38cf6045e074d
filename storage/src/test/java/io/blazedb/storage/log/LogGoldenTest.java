/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.sim.Golden;
import io.blazedb.storage.sim.TestKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes of log frames and records, as docs/FORMAT.md describes them. */
class LogGoldenTest {
    private static final int PAGE_BYTES = 4096;

    static final List<LogRecord.TreeReads> READS = List.of(
            new LogRecord.TreeReads(
                    1,
                    false,
                    List.of(ascii("ada"), ascii("eve")),
                    List.of(new KeyRange(ascii("f"), ascii("g")), new KeyRange(ascii("x"), null))),
            new LogRecord.TreeReads(300, true, List.of(), List.of()));

    static final LogRecord.Spilled SPILLED = new LogRecord.Spilled(
            new UUID(0x2122232425262728L, 0x292a2b2c2d2e2f30L),
            new KeyEpoch(1, 2, ascii("salt of twenty-four byte")),
            List.of(new LogRecord.Tags(3, 4), new LogRecord.Tags(300, 301)),
            List.of(
                    new LogRecord.SpilledRuns(1, false, List.of(pointer(7), pointer(8))),
                    new LogRecord.SpilledRuns(300, true, List.of())));

    static final LogRecord.Reserve RESERVE = new LogRecord.Reserve(
            new UUID(0x2122232425262728L, 0x292a2b2c2d2e2f30L), List.of(new Extent(1_000, 32), new Extent(5, 1)));

    private static PagePointer pointer(long page) {
        return new PagePointer(page, 1, 1, 1, 13, 14, 0x1111111111111111L, 0x2222222222222222L);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static RecordCodec.Builder withChanges(RecordCodec.Builder builder) {
        builder.tree(1, false, 2);
        builder.change(ascii("ada"), ascii("old"), ascii("new"));
        builder.change(ascii("bob"), null, null);
        builder.tree(300, true, 1);
        builder.change(ascii("key"), null, ascii(""));
        return builder;
    }

    @Test
    void records() {
        UUID name = new UUID(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
        UUID coordinator = new UUID(0x1112131415161718L, 0x191a1b1c1d1e1f20L);
        byte[] commit = withChanges(RecordCodec.commit(1_000, null))
                .finish()
                .withSequence(7)
                .toByteArray();
        byte[] resolved = withChanges(RecordCodec.commit(1_000, name))
                .finish()
                .withSequence(8)
                .toByteArray();
        byte[] prepare = withChanges(RecordCodec.prepare(name, coordinator, 1_000, 6, READS))
                .finish()
                .toByteArray();
        byte[] drop = RecordCodec.drop(name).toByteArray();
        byte[] spilled =
                RecordCodec.commit(1_000, null).spilled(SPILLED).withSequence(9).toByteArray();
        byte[] reserve = RecordCodec.reserve(RESERVE).toByteArray();
        Golden.assertMatches("record-commit-spilled", spilled);
        Golden.assertMatches("record-reserve", reserve);
        Golden.assertMatches("record-release", RecordCodec.release(name).toByteArray());
        assertThat(RecordCodec.decode(spilled)).isEqualTo(new LogRecord.Commit(9, 1_000, null, SPILLED, List.of()));
        assertThat(RecordCodec.decode(reserve)).isEqualTo(RESERVE);
        assertThat(RecordCodec.decode(RecordCodec.release(name).toByteArray())).isEqualTo(new LogRecord.Release(name));
        Golden.assertMatches("record-commit", commit);
        Golden.assertMatches("record-commit-prepared", resolved);
        Golden.assertMatches("record-prepare", prepare);
        Golden.assertMatches("record-drop", drop);
        LogRecord.Commit decoded = (LogRecord.Commit) RecordCodec.decode(resolved);
        assertThat(decoded.sequence()).isEqualTo(8);
        assertThat(decoded.resolves()).isEqualTo(name);
        assertThat(decoded.trees()).hasSize(2);
        assertThat(decoded.trees().get(1).cleared()).isTrue();
        assertThat(RecordCodec.encode((LogRecord.Prepare) RecordCodec.decode(prepare))
                        .toByteArray())
                .isEqualTo(prepare);
        assertThat(RecordCodec.decode(drop)).isEqualTo(new LogRecord.Drop(name));
    }

    @Test
    void frames() {
        MemoryFile file = new MemoryFile();
        byte[] salt = new byte[24];
        Arrays.fill(salt, (byte) 5);
        byte[] next = {0};
        KeyRing ring = TestKeys.ring(new byte[32]);
        CommitLog log = new CommitLog(file, PAGE_BYTES, ring, bytes -> Arrays.fill(bytes, ++next[0]));
        Segment first = new Segment(1, new Extent(1, 1), salt);
        Segment second = new Segment(2, new Extent(3, 1), salt);
        RecordCodec.EncodedRecord record =
                withChanges(RecordCodec.commit(1_000, null)).finish().withSequence(1);
        LogPosition after = log.append(LogPosition.start(first), record, 0, (present, bytes) -> second);
        after = log.appendLink(after, 0, 1, (present, bytes) -> second);
        assertThat(after.segment()).isEqualTo(second);
        byte[] frames = new byte[2 * Limits.ALIGNMENT_BYTES];
        file.read(PAGE_BYTES, frames, 0, frames.length);
        Golden.assertMatches("log-frames", frames);
        LogScanner scanner = log.scanner(LogPosition.start(first));
        assertThat(scanner.next().record()).isInstanceOf(LogRecord.Commit.class);
        assertThat(scanner.next()).isNull();
        assertThat(scanner.position()).isEqualTo(after);
    }

    @Test
    void recordsLongerThanASegmentGoOnInTheNext() {
        MemoryFile file = new MemoryFile();
        KeyRing ring = TestKeys.ring(new byte[32]);
        byte[] next = {0};
        CommitLog log = new CommitLog(file, PAGE_BYTES, ring, bytes -> Arrays.fill(bytes, ++next[0]));
        int[] number = {1};
        SegmentSource space = (present, bytes) -> {
            byte[] salt = new byte[24];
            Arrays.fill(salt, (byte) number[0]);
            number[0]++;
            return new Segment(present.number() + 1, new Extent(number[0] * 4L, 3), salt);
        };
        LogPosition start = LogPosition.start(new Segment(1, new Extent(1, 3), new byte[24]));
        LogPosition end = start;
        for (int size = 1; size < 40_000; size = size * 5 / 2 + 1) {
            RecordCodec.Builder builder = RecordCodec.commit(0, null).tree(1, false, 1);
            builder.change(ascii("k"), null, new byte[size]);
            end = log.append(end, builder.finish().withSequence(size), 0, space);
        }
        LogScanner scanner = log.scanner(start);
        for (int size = 1; size < 40_000; size = size * 5 / 2 + 1) {
            LogRecord.Commit commit = (LogRecord.Commit) scanner.next().record();
            assertThat(commit.sequence()).isEqualTo(size);
            assertThat(commit.trees().get(0).changes().get(0).after()).hasSize(size);
        }
        assertThat(scanner.next()).isNull();
        assertThat(scanner.position()).isEqualTo(end);
    }
}
