/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.crypto.FrameCipher;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No key and nonce ever seal twice, whatever happens to a file: crashes, being put back to an older copy, copies that go on
 * independently of each other, several processes, failed appends and checkpoints that are tried again.
 */
class NonceReuseTest {
    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);

    @TempDir
    Path directory;

    private int lockFiles;

    @Test
    void noKeyAndNonceSealTwice() {
        Seed.forEach(2, this::lives);
    }

    @Test
    @Tag("soak")
    void theSameForLong() {
        Soak.run(this::lives);
    }

    @Test
    void theRecorderNoticesARepetition() {
        try (SealRecorder recorder = SealRecorder.install();
                KeyRing ring = TestKeys.ring(new byte[32])) {
            for (int i = 0; i < 2; i++) {
                // What two processes with the same writer salt and the same random bytes would do.
                new FrameCipher(ring, new byte[24], new byte[24], bytes -> {}).seal(new byte[0], new byte[1]);
            }
            assertThat(recorder.count()).isEqualTo(1);
            assertThat(recorder.repeated()).hasSize(1);
        }
    }

    /** Copies of one database that go through all of it, side by side. */
    private void lives(Random random) {
        try (SealRecorder recorder = SealRecorder.install()) {
            SimulatedFile origin = new SimulatedFile();
            SimulatedDatabase.create(origin, new Random(random.nextLong()));
            List<SimulatedFile> copies = new ArrayList<>(List.of(origin));
            for (int life = 0; life < 16; life++) {
                SimulatedFile copy = copies.get(random.nextInt(copies.size()));
                live(copy, random);
                // The same file goes on, and so does what is left of it now: both from here on, or one put back later.
                SimulatedFile left = copy.left(Aftermath.values()[random.nextInt(Aftermath.values().length)], random);
                if (copies.size() < 6) {
                    copies.add(left);
                } else {
                    copies.set(random.nextInt(copies.size()), left);
                }
            }
            assertThat(recorder.count()).isGreaterThan(300);
            assertThat(recorder.repeated()).isEmpty();
        }
    }

    private void live(SimulatedFile file, Random random) {
        Path lock = directory.resolve("lock" + lockFiles++);
        Database one = open(file, lock, random);
        Database two = open(file, lock, random);
        for (int i = random.nextInt(25); i > 0; i--) {
            Database database = random.nextBoolean() ? one : two;
            if (random.nextInt(4) == 0) {
                // In the middle of a frame, a link, the pages or the meta page; the next try begins where this one did.
                file.failWrites(1 + random.nextInt(5), StoreErrorCode.DISK_FULL);
            }
            act(database, random);
            file.heal();
            act(database, random);
        }
        if (random.nextBoolean()) {
            one.close();
            two.close();
        } else {
            SimulatedDatabase.kill(one);
            SimulatedDatabase.kill(two);
        }
    }

    private static Database open(SimulatedFile file, Path lock, Random random) {
        return SimulatedDatabase.open(
                new HookedFile(file, () -> {}), SharedState.open(lock), new Random(random.nextLong()));
    }

    private static void act(Database database, Random random) {
        try {
            if (random.nextInt(3) == 0) {
                database.checkpoint(1_000);
                return;
            }
            try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
                byte[] key = ByteBuffer.allocate(4).putInt(random.nextInt(200)).array();
                byte[] value = new byte[random.nextInt(10) == 0 ? 400_000 : random.nextInt(3_000)];
                transaction.set(1, key, value, null);
                transaction.commit();
            }
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(StoreErrorCode.DISK_FULL);
        }
    }
}
