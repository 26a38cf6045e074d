/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.checkpoint.FileGuard;
import io.blazedb.storage.checkpoint.LogSpace;
import io.blazedb.storage.checkpoint.Recovery;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.log.RecordCodec;
import io.blazedb.storage.overlay.ChangeSet;
import io.blazedb.storage.overlay.Version;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.sim.SimulatedDatabase;
import io.blazedb.storage.sim.SimulatedFile;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Memory runs out while a commit that stands in the log is taken in: it is there wholly, and the next one does not get its number. */
class LogAppenderTest {
    private static final byte[] FIRST = {1};
    private static final byte[] SECOND = {2};
    private static final byte[] THIRD = {3};

    /** Changes of two keys, between which memory may run out. */
    private record Changes(long sequence, byte[] one, byte[] other, boolean fails) implements ChangeSet {
        @Override
        public void forEach(Visitor visitor) {
            visitor.change(1, one, one);
            if (fails) {
                throw new OutOfMemoryError("simulated");
            }
            visitor.change(1, other, other);
        }

        RecordCodec.EncodedRecord encoded() {
            RecordCodec.Builder builder = RecordCodec.commit(0, null).tree(1, false, 2);
            builder.change(one, null, one);
            builder.change(other, null, other);
            return builder.finish().withSequence(sequence);
        }
    }

    @Test
    void aCommitThatFailsWhereItIsTakenInIsThereWholly() {
        Random random = new Random(1);
        SimulatedFile file = new SimulatedFile();
        SimulatedDatabase.create(file, random);
        StoreFile store = SimulatedDatabase.openFile(file, random);
        SharedState shared = SharedState.inMemory();
        Recovery.Result found = Recovery.run(store);
        long frame = found.end().nextFrame() - 1;
        shared.reset(store.id(), file.identity(), frame, 0, found.meta().checkpoint(), found.endPage());
        shared.processes().enter();
        FileGuard guard = new FileGuard(store.id(), file, shared);
        LogSpace space = new LogSpace(file, store.pageBytes(), shared, store::newLogSalt);
        LogTail tail = new LogTail(store, shared, guard, new GroupCommit(file, shared, guard), space, found);
        LogAppender appender = new LogAppender(store, shared, space, tail);
        shared.appendLock().lock(1_000);
        appender.readLog();
        Changes failing = new Changes(1, FIRST, SECOND, true);
        assertThatThrownBy(() -> appender.appendCommit(failing.encoded(), false, failing))
                .isInstanceOf(OutOfMemoryError.class);
        appender.readLog();
        assertThat(tail.lastSequence()).isEqualTo(1);
        Changes next = new Changes(2, THIRD, FIRST, false);
        appender.appendCommit(next.encoded(), false, next);

        assertThat(value(tail, FIRST, 1)).isEqualTo(FIRST);
        assertThat(value(tail, SECOND, 1)).isEqualTo(SECOND);
        assertThat(value(tail, THIRD, 1)).isNull();
        assertThat(value(tail, THIRD, 2)).isEqualTo(THIRD);
        assertThat(Recovery.run(store).overlay().lastSequence()).isEqualTo(2);
    }

    private static byte @Nullable [] value(LogTail tail, byte[] key, long sequence) {
        Version version = tail.view().overlay().find(1, key, sequence);
        return version == null ? null : version.value();
    }
}
