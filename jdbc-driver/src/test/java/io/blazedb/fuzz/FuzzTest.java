/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random queries mean the same in every plan shape and in other databases. Replays with {@code -Dblazedb.seed=}; PostgreSQL takes part
 * with {@code -Dblazedb.fuzz.postgresql=URL}, in whose place BlazeDB's shapes are compared with one another alone.
 */
class FuzzTest {
    private static final int QUERIES = 20;
    private static final int STATEMENTS = 40;

    @ParameterizedTest
    @EnumSource
    void answersAreRight(Dialect dialect) throws SQLException {
        Fuzzer fuzzer = new Fuzzer(dialect);
        long seed = Long.getLong("blazedb.seed", 20_260_401L);
        fuzzer.run(seed, QUERIES);
        assertThat(fuzzer.failures()).isEmpty();
        assertThat(fuzzer.checks()).isEqualTo(QUERIES);
    }

    @Test
    void tablesHoldWhatWasWritten() throws SQLException {
        ChangeFuzzer fuzzer = new ChangeFuzzer();
        long seed = Long.getLong("blazedb.seed", 20_260_401L);
        fuzzer.run(seed, STATEMENTS);
        fuzzer.run(seed + 1, STATEMENTS);
        assertThat(fuzzer.failures()).isEmpty();
        assertThat(fuzzer.statements()).isGreaterThanOrEqualTo(STATEMENTS);
    }

    @Test
    @Tag("soak")
    void answersAreRightForLong() throws SQLException {
        long end = System.nanoTime() + Long.getLong("blazedb.soak.minutes", 1) * 60_000_000_000L;
        long seed = Long.getLong("blazedb.seed", System.currentTimeMillis());
        while (System.nanoTime() < end) {
            for (Dialect dialect : Dialect.values()) {
                Fuzzer fuzzer = new Fuzzer(dialect);
                fuzzer.run(seed, QUERIES);
                assertThat(fuzzer.failures()).as("seed " + seed).isEmpty();
            }
            ChangeFuzzer changes = new ChangeFuzzer();
            changes.run(seed, STATEMENTS);
            assertThat(changes.failures()).as("seed " + seed).isEmpty();
            seed++;
        }
    }
}
