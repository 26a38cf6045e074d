/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.sim.TestKeys;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Following a log that others append to. */
class LogScannerTest {
    private static final int PAGE_BYTES = 8192;

    /**
     * A writer died between writing its frame and publishing it, and the next one wrote over it. Whoever had read ahead has the dead
     * frame in memory: it authenticates and continues the chain, and must not be believed.
     */
    @Test
    void whatADeadWriterLeftBehindThePublishedFramesIsNotBelieved() {
        MemoryFile file = new MemoryFile();
        Segment segment = new Segment(1, new Extent(1, 4), new byte[24]);
        CommitLog dead = log(file, 1);
        CommitLog living = log(file, 2);
        LogPosition first = dead.append(LogPosition.start(segment), record(1, 10), 0, LogScannerTest::noSegment);
        dead.append(first, record(2, 20), 0, LogScannerTest::noSegment);
        LogScanner follower = log(file, 3).scanner(LogPosition.start(segment));
        assertThat(atMillis(follower.next(1))).isEqualTo(10);
        LogPosition second = living.append(first, record(2, 21), 0, LogScannerTest::noSegment);
        living.append(second, record(3, 31), 0, LogScannerTest::noSegment);
        assertThat(atMillis(follower.next(3))).isEqualTo(21);
        assertThat(atMillis(follower.next(3))).isEqualTo(31);
        assertThat(follower.next(3)).isNull();
    }

    private static CommitLog log(MemoryFile file, long seed) {
        return new CommitLog(file, PAGE_BYTES, TestKeys.ring(new byte[32]), new Random(seed)::nextBytes);
    }

    private static Segment noSegment(Segment present, long bytes) {
        throw new AssertionError("no further segment is needed");
    }

    private static RecordCodec.EncodedRecord record(long sequence, long atMillis) {
        return RecordCodec.commit(atMillis, null).finish().withSequence(sequence);
    }

    private static long atMillis(LogEntry entry) {
        return ((LogRecord.Commit) entry.record()).atMillis();
    }
}
