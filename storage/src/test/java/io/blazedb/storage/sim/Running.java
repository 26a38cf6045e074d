/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.tx.Transaction;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A transaction and what it has changed. */
final class Running {
    final Transaction transaction;
    final boolean durable;
    final boolean littleMemory;
    History.Changes changes = new History.Changes();

    Running(Transaction transaction, boolean durable, boolean littleMemory) {
        this.transaction = transaction;
        this.durable = durable;
        this.littleMemory = littleMemory;
    }

    /** Whether it clears trees or has changes in the file: then it looks for conflicts before it appends. */
    boolean conflictsFirst() {
        return littleMemory || !changes.cleared().isEmpty();
    }

    void clear(long tree) {
        transaction.clear(tree);
        changes.clear(tree);
    }

    /** Sets the value of a key, or removes it; perhaps from a stream. */
    void set(long tree, int number, byte @Nullable [] value, Random random) {
        byte[] key = ByteBuffer.allocate(4).putInt(number).array();
        if (value != null && littleMemory && random.nextInt(4) == 0) {
            transaction.setLarge(tree, key, new ByteArrayInputStream(value), value.length);
        } else {
            transaction.set(tree, key, value, null);
        }
        changes.entries().put(History.name(tree, key), History.text(value));
    }
}
