/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A file is copied piece by piece by a tool that knows nothing of it, while commits and checkpoints go on: the copy is one commit, or it
 * is found to be damaged. It never is a mix.
 */
class TornCopyTest {
    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);
    private static final int PIECE_BYTES = 128 << 10;

    @Test
    void aCopyOfAnOpenFileIsOneCommitOrDamaged() {
        int[] verdicts = new int[2];
        Seed.forEach(12, random -> verdicts[copyAndRead(random) ? 0 : 1]++);
        if (System.getProperty("blazedb.seed") == null) {
            assertThat(verdicts[0]).as("copies that are one commit").isPositive();
            assertThat(verdicts[1]).as("copies that are damaged").isPositive();
        }
    }

    @Test
    @Tag("soak")
    void aCopyOfAnOpenFileIsOneCommitOrDamagedForLong() {
        Soak.run(TornCopyTest::copyAndRead);
    }

    /** Whether the copy is one commit; if not, it is found to be damaged. */
    private static boolean copyAndRead(Random random) {
        SimulatedFile file = new SimulatedFile();
        SimulatedDatabase.create(file, new Random(random.nextLong()));
        Database database = SimulatedDatabase.open(file, new Random(random.nextLong()));
        List<History.Contents> states = new ArrayList<>();
        states.add(History.read(database));
        for (int i = 0; i < 20; i++) {
            write(database, random, states);
        }
        int checkpointEvery = 1 + random.nextInt(30);
        int commitEvery = 1 + random.nextInt(4);
        SimulatedFile copy = new SimulatedFile();
        byte[] piece = new byte[PIECE_BYTES];
        for (int number = 0; (long) number * PIECE_BYTES < file.size(); number++) {
            int length = file.read((long) number * PIECE_BYTES, piece, 0, piece.length);
            copy.write((long) number * PIECE_BYTES, piece, 0, length);
            if (number % commitEvery == 0) {
                write(database, random, states);
            }
            if (number % checkpointEvery == 0) {
                database.checkpoint(1_000);
            }
        }
        copy.force();
        try {
            Database opened = SimulatedDatabase.open(copy, new Random(1));
            History.Contents found = History.read(opened);
            assertThat(states).as("a mix of commits").contains(found);
            return opened.check(1_000).findings().isEmpty();
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
            return false;
        }
    }

    private static void write(Database database, Random random, List<History.Contents> states) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            for (int i = 0; i < 15; i++) {
                byte[] value = new byte[20 + random.nextInt(random.nextInt(20) == 0 ? 40_000 : 400)];
                random.nextBytes(value);
                byte[] key = ByteBuffer.allocate(4).putInt(random.nextInt(200)).array();
                transaction.set(1 + random.nextInt(History.TREES), key, value, null);
            }
            transaction.commit();
        }
        states.add(History.read(database));
    }
}
