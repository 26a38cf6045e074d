/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the values of identity columns and row ids of one store. Values are taken from the store in blocks, each by a small commit of
 * its own, so that transactions which insert at the same time do not conflict; a value of a transaction that is rolled back is lost.
 * What is left of a block is given back at a clean end.
 *
 * <p>The counter of a table that its own transaction created is not visible to others yet and is advanced in that transaction.
 *
 * <p>Threading: safe for any number of threads.
 */
public final class Counters {
    /** Column id that stands for the row id of a table without primary key. */
    public static final int ROW_ID = 0;

    /** Column id that stands for the ids of columns to come. */
    public static final int COLUMN_ID = -1;

    /** What is left of a block. Guarded by itself. */
    private static final class Block {
        private final byte[] key;
        private long next;
        private long end;
        private long size = Limits.COUNTER_BLOCK_FIRST;

        Block(byte[] key) {
            this.key = key;
        }
    }

    private record Counter(long tree, int column) {}

    private final Store store;
    private final Map<Counter, Block> blocks = new ConcurrentHashMap<>();

    public Counters(Store store) {
        this.store = store;
    }

    /** Starts a counter at 1, in the transaction that creates its table. */
    public static void create(WriteTransaction transaction, long tree, int column) {
        transaction.put(CatalogTrees.COUNTERS, key(tree, column), BigEndian.key(1));
    }

    /** Takes a counter over to another tree. */
    public static void move(WriteTransaction transaction, long tree, long newTree, int column) {
        byte[] counter = transaction.get(CatalogTrees.COUNTERS, key(tree, column));
        if (counter != null) {
            transaction.put(CatalogTrees.COUNTERS, key(newTree, column), counter);
            drop(transaction, tree, column);
        }
    }

    /** Removes a counter, in the transaction that drops its table. */
    public static void drop(WriteTransaction transaction, long tree, int column) {
        transaction.delete(CatalogTrees.COUNTERS, key(tree, column));
    }

    /** As {@link #create}, with another first value. */
    public static void create(WriteTransaction transaction, long tree, int column, long first) {
        transaction.put(CatalogTrees.COUNTERS, key(tree, column), BigEndian.key(first));
    }

    /** Advances a counter inside a transaction; it gives at least {@code lowest}. */
    public static long advance(WriteTransaction transaction, long tree, int column, long lowest) {
        byte[] key = key(tree, column);
        byte[] counter = transaction.get(CatalogTrees.COUNTERS, key);
        long value = counter == null ? lowest : Math.max(lowest, BigEndian.getLong(counter, 0));
        transaction.put(CatalogTrees.COUNTERS, key, BigEndian.key(value + 1));
        return value;
    }

    /** The value that a counter has reached in the store, or null if there is none. */
    public static @Nullable Long stored(ReadTransaction transaction, long tree, int column) {
        byte[] counter = transaction.get(CatalogTrees.COUNTERS, key(tree, column));
        return counter == null || counter.length != Long.BYTES ? null : BigEndian.getLong(counter, 0);
    }

    /** The next value. */
    public long next(WriteTransaction transaction, long tree, int column) {
        return next(() -> transaction, tree, column);
    }

    /** The next value; the transaction is asked for only if it has created the counter. */
    public long next(Supplier<WriteTransaction> transaction, long tree, int column) {
        Block block = blocks.computeIfAbsent(new Counter(tree, column), counter -> new Block(key(tree, column)));
        synchronized (block) {
            if (block.next == block.end && !take(block)) {
                return advance(transaction.get(), tree, column, 1);
            }
            return block.next++;
        }
    }

    /** Sets the next value, in a commit of its own unless the transaction at hand has created the counter. */
    public void set(Supplier<WriteTransaction> transaction, long tree, int column, long next) {
        Block block = blocks.computeIfAbsent(new Counter(tree, column), counter -> new Block(key(tree, column)));
        synchronized (block) {
            block.next = 0;
            block.end = 0;
            if (!put(block.key, next)) {
                transaction.get().put(CatalogTrees.COUNTERS, block.key, BigEndian.key(next));
            }
        }
    }

    /** Sets a counter; false if it is not committed yet. */
    private boolean put(byte[] key, long next) {
        for (int i = 0; i < Limits.COUNTER_TRIES_MAX; i++) {
            try (WriteTransaction own = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                if (own.get(CatalogTrees.COUNTERS, key) == null) {
                    return false;
                }
                own.put(CatalogTrees.COUNTERS, key, BigEndian.key(next));
                own.commit();
                return true;
            } catch (StoreException conflict) {
                if (conflict.code() != StoreErrorCode.WRITE_CONFLICT) {
                    throw conflict;
                }
            }
        }
        throw new BlazeSqlException(SqlErrorCode.SERIALIZATION_FAILURE, "too many transactions take identity values");
    }

    /** Gives back what is left of the blocks, if nobody took one after them. */
    public void release() {
        for (Block block : blocks.values()) {
            synchronized (block) {
                if (block.next < block.end) {
                    giveBack(block);
                }
                block.next = 0;
                block.end = 0;
            }
        }
        blocks.clear();
    }

    /** Key of a counter in its tree. */
    public static byte[] key(long tree, int column) {
        byte[] key = Arrays.copyOf(BigEndian.key(tree), 12);
        BigEndian.putInt(key, 8, column);
        return key;
    }

    /** Takes a new block; false if the counter is not committed yet. */
    private boolean take(Block block) {
        for (int i = 0; i < Limits.COUNTER_TRIES_MAX; i++) {
            try (WriteTransaction own = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                byte[] counter = own.get(CatalogTrees.COUNTERS, block.key);
                if (counter == null) {
                    return false;
                }
                long first = BigEndian.getLong(counter, 0);
                own.put(CatalogTrees.COUNTERS, block.key, BigEndian.key(Math.addExact(first, block.size)));
                own.commit();
                block.next = first;
                block.end = first + block.size;
                block.size = Math.min(block.size * 2, Limits.COUNTER_BLOCK_MAX);
                return true;
            } catch (StoreException conflict) {
                if (conflict.code() != StoreErrorCode.WRITE_CONFLICT) {
                    throw conflict;
                }
            }
        }
        throw new BlazeSqlException(SqlErrorCode.SERIALIZATION_FAILURE, "too many transactions take identity values");
    }

    private void giveBack(Block block) {
        try (ReadTransaction view = store.beginRead()) {
            if (!isLast(view, block)) {
                return;
            }
        }
        try (WriteTransaction own = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            if (isLast(own, block)) {
                own.put(CatalogTrees.COUNTERS, block.key, BigEndian.key(block.next));
                own.commit();
            }
        } catch (StoreException unfortunate) {
            // Somebody took a block meanwhile, or the store takes no more commits: the values are lost, which is
            // allowed.
            assert unfortunate.code() != StoreErrorCode.INTERNAL;
        }
    }

    private static boolean isLast(ReadTransaction view, Block block) {
        byte[] counter = view.get(CatalogTrees.COUNTERS, block.key);
        return counter != null && BigEndian.getLong(counter, 0) == block.end;
    }
}
