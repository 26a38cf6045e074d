/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the values of the sequences of one store. As with {@link Counters}, values are taken from the store in blocks, each by a
 * small commit of its own: transactions that use the same sequence neither wait for each other nor conflict, and a value is never given
 * back by a rollback.
 *
 * <p>A sequence that its own transaction created is advanced in that transaction.
 *
 * <pre>
 * record  offset size field
 *         0      8    the next value
 *         8      1    1 if that value lies beyond the end
 * </pre>
 *
 * <p>Threading: safe for any number of threads.
 */
public final class Sequences {
    private static final int COUNTER = -2;
    private static final int RECORD_BYTES = 9;

    /** What the store knows of a sequence. */
    private record State(long next, boolean exhausted) {
        static State of(byte[] record) {
            return new State(BigEndian.getLong(record, 0), record[8] != 0);
        }

        byte[] record() {
            byte[] record = Arrays.copyOf(BigEndian.key(next), RECORD_BYTES);
            record[8] = (byte) (exhausted ? 1 : 0);
            return record;
        }
    }

    /** What is left of the values taken. Guarded by itself. */
    private static final class Block {
        private long next;
        private long left;
        private long size = Limits.COUNTER_BLOCK_FIRST;
        private State after = new State(0, true);
    }

    private final Store store;
    private final Map<Long, Block> blocks = new ConcurrentHashMap<>();

    public Sequences(Store store) {
        this.store = store;
    }

    /** Starts a sequence at a value, in the transaction that defines it. */
    public static void create(WriteTransaction transaction, long id, long next) {
        transaction.put(CatalogTrees.COUNTERS, key(id), new State(next, false).record());
    }

    /** Starts a sequence at its first value if nobody knows any more how far it has come; whether that was so. */
    public static boolean restartIfLost(WriteTransaction transaction, SequenceDefinition sequence) {
        byte[] record = transaction.get(CatalogTrees.COUNTERS, key(sequence.id()));
        if (record != null && record.length == RECORD_BYTES) {
            return false;
        }
        create(transaction, sequence.id(), sequence.start());
        return true;
    }

    /** Removes a sequence, in the transaction that drops its definition. */
    public static void drop(WriteTransaction transaction, long id) {
        transaction.delete(CatalogTrees.COUNTERS, key(id));
    }

    /** The next value that the store has for a sequence. */
    public static long peek(WriteTransaction transaction, SequenceDefinition sequence) {
        byte[] record = transaction.get(CatalogTrees.COUNTERS, key(sequence.id()));
        return record == null ? sequence.start() : State.of(record).next();
    }

    /**
     * The next value.
     *
     * @param transaction the transaction of the statement, for a sequence that it created
     * @throws BlazeSqlException 2200H if there is none
     */
    public long next(SequenceDefinition sequence, Supplier<WriteTransaction> transaction) {
        Block block = blocks.computeIfAbsent(sequence.id(), id -> new Block());
        synchronized (block) {
            if (block.left == 0) {
                State taken = change(sequence, state -> after(sequence, state, block));
                if (taken == null) {
                    return advance(sequence, transaction.get());
                }
                block.after = taken;
                block.size = Math.min(block.size * 2, Limits.COUNTER_BLOCK_MAX);
            }
            long value = block.next;
            block.left--;
            block.next = block.left == 0 ? value : value + sequence.increment();
            return value;
        }
    }

    /**
     * Sets the value that comes next.
     *
     * @param called whether the value counts as given already
     */
    public void set(SequenceDefinition sequence, long value, boolean called, Supplier<WriteTransaction> transaction) {
        if (value < sequence.min() || value > sequence.max()) {
            throw new BlazeSqlException(
                    SqlErrorCode.NUMERIC_OUT_OF_RANGE,
                    "setval: value " + value + " is out of bounds for sequence \"" + sequence.name() + "\" ("
                            + sequence.min() + ".." + sequence.max() + ")");
        }
        State wanted = called ? beyond(sequence, value, 1) : new State(value, false);
        Block block = blocks.computeIfAbsent(sequence.id(), id -> new Block());
        synchronized (block) {
            block.left = 0;
            if (change(sequence, state -> wanted) == null) {
                transaction.get().put(CatalogTrees.COUNTERS, key(sequence.id()), wanted.record());
            }
        }
    }

    /** Gives back what is left of the blocks, if nobody took one after them. */
    public void release() {
        blocks.forEach((id, block) -> {
            synchronized (block) {
                if (block.left > 0) {
                    giveBack(id, block);
                }
                block.left = 0;
            }
        });
        blocks.clear();
    }

    private static byte[] key(long id) {
        byte[] key = Arrays.copyOf(BigEndian.key(id), 12);
        BigEndian.putInt(key, 8, COUNTER);
        return key;
    }

    /** Fills the block with values from a state on and gives the state after them. */
    private static State after(SequenceDefinition sequence, State state, Block block) {
        long first = first(sequence, state);
        long room = Long.divideUnsigned(
                sequence.increment() > 0 ? sequence.max() - first : first - sequence.min(),
                Math.abs(sequence.increment()));
        long count = Long.compareUnsigned(room, block.size) < 0 ? room + 1 : block.size;
        block.next = first;
        block.left = count;
        return beyond(sequence, first, count);
    }

    private static long first(SequenceDefinition sequence, State state) {
        if (!state.exhausted()) {
            return state.next();
        }
        boolean up = sequence.increment() > 0;
        if (!sequence.cycle()) {
            throw new BlazeSqlException(
                    SqlErrorCode.SEQUENCE_EXHAUSTED,
                    "nextval: reached " + (up ? "maximum" : "minimum") + " value of sequence \"" + sequence.name()
                            + "\" (" + (up ? sequence.max() : sequence.min()) + ")");
        }
        return up ? sequence.min() : sequence.max();
    }

    /** The state after as many values from the first on as there are. */
    private static State beyond(SequenceDefinition sequence, long first, long count) {
        long last = first + (count - 1) * sequence.increment();
        long distance = sequence.increment() > 0 ? sequence.max() - last : last - sequence.min();
        boolean more = Long.compareUnsigned(distance, Math.abs(sequence.increment())) >= 0;
        return more ? new State(last + sequence.increment(), false) : new State(last, true);
    }

    private static long advance(SequenceDefinition sequence, WriteTransaction transaction) {
        byte[] record = transaction.get(CatalogTrees.COUNTERS, key(sequence.id()));
        long value = record == null ? sequence.start() : first(sequence, State.of(record));
        transaction.put(
                CatalogTrees.COUNTERS,
                key(sequence.id()),
                beyond(sequence, value, 1).record());
        return value;
    }

    /** Changes the state in a commit of its own and returns it; null if the sequence is not committed yet. */
    private @Nullable State change(SequenceDefinition sequence, Function<State, State> change) {
        byte[] key = key(sequence.id());
        for (int i = 0; i < Limits.COUNTER_TRIES_MAX; i++) {
            try (WriteTransaction own = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                byte[] record = own.get(CatalogTrees.COUNTERS, key);
                if (record == null) {
                    return null;
                }
                State changed = change.apply(State.of(record));
                own.put(CatalogTrees.COUNTERS, key, changed.record());
                own.commit();
                return changed;
            } catch (StoreException conflict) {
                if (conflict.code() != StoreErrorCode.WRITE_CONFLICT) {
                    throw conflict;
                }
            }
        }
        throw new BlazeSqlException(SqlErrorCode.SERIALIZATION_FAILURE, "too many transactions use the sequence");
    }

    private void giveBack(long id, Block block) {
        try (WriteTransaction own = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            byte[] record = own.get(CatalogTrees.COUNTERS, key(id));
            if (record != null && State.of(record).equals(block.after)) {
                own.put(CatalogTrees.COUNTERS, key(id), new State(block.next, false).record());
                own.commit();
            }
        } catch (StoreException unfortunate) {
            // Somebody took a block meanwhile, or the store takes no more commits: the values are lost, which is
            // allowed.
            assert unfortunate.code() != StoreErrorCode.INTERNAL;
        }
    }
}
