/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.TemporaryBlocks;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much memory one execution of a statement may hold, who of its operators holds how much of it, and the file for what is more.
 *
 * <p>Who can do with less asks with {@link Share#tryGrow} and gets three quarters of what the others have left, so that operators which
 * start later find room as well, and in any case a small part of the whole. Who cannot calls {@link Share#require}, which gives everything
 * that is left and then fails.
 *
 * <p>Threading: one thread at a time.
 */
public final class MemoryAccount implements AutoCloseable {
    /** The name of the setting, which messages show. */
    public static final String SETTING = "work_mem";

    private static final int FLOOR_PARTS = 32;

    private final long limit;
    private final Supplier<TemporaryBlocks> makeBlocks;
    private final Runnable check;
    private final Map<String, Long> spilled = new TreeMap<>();
    private @Nullable TemporaryBlocks blocks;
    private long used;
    private boolean closed;

    /**
     * Nothing used yet.
     *
     * @param limit bytes
     * @param makeBlocks makes the file, when it is needed first
     * @param check asks whether the statement was cancelled; called for each block that is written or read
     */
    public MemoryAccount(long limit, Supplier<TemporaryBlocks> makeBlocks, Runnable check) {
        this.limit = limit;
        this.makeBlocks = makeBlocks;
        this.check = check;
    }

    /** A share for an operator, empty at first. */
    public Share share(String owner) {
        return new Share(owner);
    }

    public long limit() {
        return limit;
    }

    /** Bytes that went to the file so far, by the operators whose they are. */
    public Map<String, Long> spilled() {
        return new TreeMap<>(spilled);
    }

    /** Frees everything; whoever holds a share of it holds nothing any more. */
    @Override
    public void close() {
        closed = true;
        TemporaryBlocks open = blocks;
        blocks = null;
        if (open != null) {
            open.close();
        }
    }

    private TemporaryBlocks blocks() {
        TemporaryBlocks open = blocks;
        if (open == null) {
            open = makeBlocks.get();
            blocks = open;
        }
        return open;
    }

    /** The part of one operator. */
    public final class Share implements AutoCloseable {
        private final String owner;
        private long own;

        private Share(String owner) {
            this.owner = owner;
        }

        /** A further share for the same operator. */
        public Share another() {
            return new Share(owner);
        }

        /** Takes more memory if there is enough for this operator and others. */
        public boolean tryGrow(long bytes) {
            long mine = Math.max(limit / FLOOR_PARTS, (limit - (used - own)) / 4 * 3);
            if (own + bytes > mine) {
                return false;
            }
            own += bytes;
            used += bytes;
            return true;
        }

        /** Sets what this operator holds; false, and nothing is changed, if that is too much. */
        public boolean trySet(long bytes) {
            if (bytes > own) {
                return tryGrow(bytes - own);
            }
            shrink(own - bytes);
            return true;
        }

        /**
         * Takes more memory.
         *
         * @throws BlazeSqlException 53200 if there is no more
         */
        public void require(long bytes) {
            if (used + bytes > limit) {
                throw new BlazeSqlException(
                        SqlErrorCode.OUT_OF_MEMORY,
                        owner + " needs more memory than one statement may take (" + MemorySize.text(limit)
                                + "); a larger " + SETTING + " allows more");
            }
            own += bytes;
            used += bytes;
        }

        /** Sets what this operator holds, as {@link #require} does. */
        public void requireTotal(long bytes) {
            if (bytes > own) {
                require(bytes - own);
            }
        }

        public void shrink(long bytes) {
            own -= bytes;
            used -= bytes;
        }

        /** Gives all of it back. */
        @Override
        public void close() {
            used -= own;
            own = 0;
        }

        /** Into how many parts rows are best divided that do not fit: a power of two. */
        int parts() {
            long parts = limit / (4L * TemporaryBlocks.BLOCK_BYTES);
            return Integer.highestOneBit((int) Math.max(4, Math.min(32, parts)));
        }

        /** How many sorted runs are read at a time. */
        int mergeWays() {
            return (int) Math.max(4, Math.min(64, limit / (2L * TemporaryBlocks.BLOCK_BYTES)));
        }

        int write(byte[] plain, int length) {
            check.run();
            spilled.merge(owner, (long) length, Long::sum);
            return blocks().write(plain, length);
        }

        int read(int block, byte[] into) {
            check.run();
            return blocks().read(block, into);
        }

        void free(int block) {
            if (!closed) {
                blocks().free(block);
            }
        }
    }
}
