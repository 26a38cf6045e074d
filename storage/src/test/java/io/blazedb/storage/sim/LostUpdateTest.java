/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.Transaction;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The narrowest race of first-committer-wins, played by one thread: a commit is in the log but its sync has not returned, so nobody
 * sees it; meanwhile a checkpoint of another process freezes the layer that it stands in; only then a transaction begins, which must
 * still lose against it.
 */
class LostUpdateTest {
    private static final long TREE = 1;
    private static final byte[] KEY = {7};
    private static final CommitOptions DURABLE = new CommitOptions(true, 1_000);

    @TempDir
    Path directory;

    private Runnable whenOneSyncs = () -> {};
    private Runnable whenTwoSyncs = () -> {};

    @Test
    void aCommitThatIsNotYetVisibleAndAlreadyFrozenIsFoundByAWriteOfTheSameKey() {
        lostUpdate(false, late -> late.set(TREE, KEY, new byte[] {3}, null));
    }

    @Test
    void itIsFoundByAClearOfItsTree() {
        lostUpdate(false, late -> late.clear(TREE));
    }

    @Test
    void itIsFoundByASerializableReader() {
        lostUpdate(true, late -> late.set(TREE + 1, KEY, late.get(TREE, KEY), null));
    }

    private interface Change {
        void in(Transaction transaction);
    }

    private void lostUpdate(boolean serializable, Change change) {
        Random random = new Random(1);
        SimulatedFile disk = new SimulatedFile();
        SimulatedDatabase.create(disk, random);
        HookedFile fileOfOne = HookedFile.beforeForce(disk, () -> whenOneSyncs.run());
        HookedFile fileOfTwo = HookedFile.beforeForce(disk, () -> whenTwoSyncs.run());
        Path lock = directory.resolve("lock");
        Database one = SimulatedDatabase.open(fileOfOne, SharedState.open(lock), random);
        Database two = SimulatedDatabase.open(fileOfTwo, SharedState.open(lock), random);
        put(one, 1);

        Transaction[] late = new Transaction[1];
        whenOneSyncs = () -> {
            whenOneSyncs = () -> {};
            whenTwoSyncs = () -> {
                // The checkpoint has frozen everything in the log and makes it durable before it goes on.
                whenTwoSyncs = () -> {};
                late[0] = two.transactions().beginWrite(DURABLE, serializable);
                change.in(late[0]);
            };
            two.checkpoint(1_000);
        };
        put(one, 2);

        assertThat(late[0].sequence()).as("began before the commit was visible").isEqualTo(1);
        assertThat(two.checkpointSequence())
                .as("the checkpoint holds the commit")
                .isEqualTo(2);
        assertThatThrownBy(late[0]::commit)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.WRITE_CONFLICT));
        try (Transaction reader = two.transactions().beginRead()) {
            assertThat(reader.get(TREE, KEY)).containsExactly(2);
        }
        two.close();
        one.close();
    }

    private static void put(Database database, int value) {
        try (Transaction transaction = database.transactions().beginWrite(DURABLE, false)) {
            transaction.set(TREE, KEY, new byte[] {(byte) value}, null);
            transaction.commit();
        }
    }
}
