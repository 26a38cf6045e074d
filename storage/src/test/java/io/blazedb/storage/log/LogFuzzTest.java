/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.sim.Seed;
import io.blazedb.storage.sim.TestKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Decoders of the log fail in no other way than they say. */
class LogFuzzTest {
    private static final int PAGE_BYTES = 8192;

    @Test
    void recordsDecodeOrAreDamaged() {
        Seed.forEach(2_000, random -> {
            RecordCodec.Builder builder = random.nextBoolean()
                    ? RecordCodec.commit(random.nextLong(), null)
                    : RecordCodec.prepare(new UUID(1, 2), new UUID(3, 4), 5, 6, LogGoldenTest.READS);
            for (int tree = random.nextInt(3); tree > 0; tree--) {
                int changes = random.nextInt(4);
                builder.tree(tree, random.nextBoolean(), changes);
                for (int i = 0; i < changes; i++) {
                    builder.change(
                            new byte[random.nextInt(20)],
                            random.nextBoolean() ? null : new byte[random.nextInt(200)],
                            random.nextBoolean() ? null : new byte[random.nextInt(200)]);
                }
            }
            byte[] bytes = switch (random.nextInt(8)) {
                case 0 ->
                    RecordCodec.commit(random.nextLong(), null)
                            .spilled(LogGoldenTest.SPILLED)
                            .toByteArray();
                case 1 -> RecordCodec.reserve(LogGoldenTest.RESERVE).toByteArray();
                default -> builder.finish().toByteArray();
            };
            RecordCodec.decode(bytes);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                RecordCodec.decode(bytes);
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
            }
        });
    }

    @Test
    void headersDecodeOrAreNone() {
        Seed.forEach(2_000, random -> {
            byte[] header = new FrameHeader(
                            1 + random.nextInt(3), 28 + random.nextInt(1_000), 1, 2, new byte[16], new byte[24])
                    .encode();
            assertThat(FrameHeader.decode(header, 0, header.length)).isNotNull();
            assertThat(FrameHeader.decode(header, 0, header.length - 1)).isNull();
            header[random.nextInt(12)] ^= (byte) (1 << random.nextInt(8));
            FrameHeader changed = FrameHeader.decode(header, 0, header.length);
            if (changed != null) {
                assertThat(changed.alignedBytes())
                        .isBetween(Limits.ALIGNMENT_BYTES, Limits.FRAME_PLAIN_BYTES_MAX + Limits.ALIGNMENT_BYTES);
            }
        });
    }

    /** Whatever happened to the bytes of the segments, what is read is a part of what was written, from its beginning on. */
    @Test
    void segmentsOnlyEverYieldWhatWasWritten() {
        Seed.forEach(60, random -> {
            MemoryFile file = new MemoryFile();
            CommitLog log = new CommitLog(file, PAGE_BYTES, ring(), random::nextBytes);
            LogPosition start = LogPosition.start(segment(1, 1, random));
            List<LogRecord> written = new ArrayList<>();
            LogPosition end = start;
            for (int i = 1; i <= 12; i++) {
                RecordCodec.Builder builder = RecordCodec.commit(i, null).tree(1, false, 1);
                builder.change(new byte[] {1}, null, new byte[random.nextInt(1_500)]);
                RecordCodec.EncodedRecord record = builder.finish().withSequence(i);
                written.add(RecordCodec.decode(record.toByteArray()));
                end = log.append(end, record, 0, (present, bytes) -> segment(present.number() + 1, 1, random));
            }
            byte[] contents = new byte[(int) file.size()];
            file.read(0, contents, 0, contents.length);
            for (int i = 0; i < 40; i++) {
                byte[] damaged = contents.clone();
                damage(random, damaged);
                file.write(0, damaged, 0, damaged.length);
                LogScanner scanner = log.scanner(start);
                int count = 0;
                for (LogEntry entry = scanner.next(); entry != null; entry = scanner.next()) {
                    assertThat(((LogRecord.Commit) entry.record()).sequence()).isEqualTo(++count);
                    assertThat(RecordCodec.withChanges(RecordCodec.commit(0, null), null, trees(entry.record()))
                                    .toByteArray())
                            .isEqualTo(RecordCodec.withChanges(
                                            RecordCodec.commit(0, null), null, trees(written.get(count - 1)))
                                    .toByteArray());
                }
                log.laterFrameCallsDurable(scanner.position());
            }
        });
    }

    /** Frames that authenticate and are nonsense all the same, as a defect of an earlier release could leave them. */
    @Test
    void sealedNonsenseIsDamageOrTheEnd() {
        Seed.forEach(300, random -> {
            MemoryFile file = new MemoryFile();
            CommitLog log = new CommitLog(file, PAGE_BYTES, ring(), random::nextBytes);
            LogPosition start = LogPosition.start(segment(1, 1, random));
            byte[] nonsense = new byte[random.nextInt(300)];
            random.nextBytes(nonsense);
            if (nonsense.length > 0) {
                nonsense[0] = (byte) random.nextInt(6);
            }
            LogPosition at = log.append(
                    start,
                    new RecordCodec.EncodedRecord(nonsense, nonsense.length),
                    random.nextLong(),
                    (present, bytes) -> segment(2, 1, random));
            log.appendLink(
                    at,
                    0,
                    random.nextLong(),
                    (present, bytes) -> new Segment(
                            random.nextBoolean() ? 2 : random.nextLong(),
                            new Extent(
                                    random.nextBoolean() ? 1 : random.nextLong(),
                                    random.nextBoolean() ? 1 : random.nextInt()),
                            new byte[24]));
            for (LogPosition from : List.of(start, at)) {
                LogScanner scanner = log.scanner(from);
                try {
                    while (scanner.next() != null) {
                        assertThat(scanner.position().nextFrame()).isPositive();
                    }
                    log.laterFrameCallsDurable(new LogPosition(start.segment(), 0, -1, new byte[16]));
                } catch (StoreException e) {
                    assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
                }
            }
        });
    }

    private static List<LogRecord.TreeChanges> trees(LogRecord record) {
        return ((LogRecord.Commit) record).trees();
    }

    private static KeyRing ring() {
        return TestKeys.ring(new byte[32]);
    }

    private static Segment segment(long number, int pages, Random random) {
        byte[] salt = new byte[24];
        random.nextBytes(salt);
        return new Segment(number, new Extent(number, pages), salt);
    }

    private static void damage(Random random, byte[] bytes) {
        int at = random.nextInt(bytes.length);
        int sector = at / Limits.ALIGNMENT_BYTES * Limits.ALIGNMENT_BYTES;
        int other = random.nextInt(bytes.length / Limits.ALIGNMENT_BYTES) * Limits.ALIGNMENT_BYTES;
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[sector + random.nextInt(68)] = (byte) random.nextInt();
            case 2 -> System.arraycopy(bytes, other, bytes, sector, Limits.ALIGNMENT_BYTES);
            case 3 -> Arrays.fill(bytes, sector, sector + Limits.ALIGNMENT_BYTES, (byte) 0);
            default -> {
                byte[] noise = new byte[Limits.ALIGNMENT_BYTES];
                random.nextBytes(noise);
                System.arraycopy(noise, 68, bytes, sector + 68, noise.length - 68);
            }
        }
    }
}
