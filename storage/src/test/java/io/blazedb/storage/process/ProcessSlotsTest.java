/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The slots of the lock file. States opened in one JVM have a slot each, as those of several processes. */
class ProcessSlotsTest {
    @TempDir
    Path directory;

    private final List<SharedState> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(SharedState::close);
    }

    @Test
    void oneProcessTooManyIsRefusedUntilAnotherLeaves() {
        SharedState first = enter();
        first.reset(new UUID(1, 2), "", 0, 0, 1, 48);
        for (int i = 1; i < Limits.PROCESSES_MAX; i++) {
            enter();
        }
        SharedState late = SharedState.open(directory.resolve("lock"));
        assertThatThrownBy(() -> late.processes().enter()).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.code()).isEqualTo(StoreErrorCode.TOO_MANY_PROCESSES);
            assertThat(e.code().sqlState()).isEqualTo("53300");
        });
        assertThat(late.processes().othersAlive()).isTrue();
        open.remove(20).close();
        late.processes().enter();
        open.add(late);
    }

    @Test
    void everySlotLeftIsNobodyAlive() {
        SharedState one = enter();
        SharedState two = enter();
        assertThat(one.processes().othersAlive()).isTrue();
        open.remove(two);
        two.close();
        assertThat(one.processes().othersAlive()).isFalse();
    }

    private SharedState enter() {
        SharedState state = SharedState.open(directory.resolve("lock"));
        state.processes().enter();
        open.add(state);
        return state;
    }
}
