/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates parts of an input in several threads. Each part has states of its own, which are merged in the order of the parts: the result
 * is the same, to the order of the groups, as that of one thread. So is the error, if there is one.
 */
final class ParallelAggregation {
    private final List<Batches> parts;
    private final @Nullable AggregateStates[] states;
    private final @Nullable Throwable[] failures;
    private final long[] bytes;
    private final Supplier<AggregateStates> fresh;
    private final ExecutionContext execution;
    private final MemoryAccount.Share share;
    private final AtomicInteger nextPart = new AtomicInteger();
    private long allBytes;
    private volatile boolean stopped;
    private volatile boolean full;

    private ParallelAggregation(
            List<Batches> parts,
            Supplier<AggregateStates> fresh,
            ExecutionContext execution,
            MemoryAccount.Share share) {
        this.parts = parts;
        this.states = new @Nullable AggregateStates[parts.size()];
        this.failures = new @Nullable Throwable[parts.size()];
        this.bytes = new long[parts.size()];
        this.fresh = fresh;
        this.execution = execution;
        this.share = share;
    }

    /** The states over all parts; null if there is not enough memory for one of each part. */
    static @Nullable AggregateStates run(
            List<Batches> parts,
            Supplier<AggregateStates> fresh,
            ExecutionContext execution,
            MemoryAccount.Share share) {
        ParallelAggregation aggregation = new ParallelAggregation(parts, fresh, execution, share);
        Helpers.run(aggregation::work, Math.min(parts.size(), Helpers.parallelism()) - 1);
        return aggregation.result();
    }

    /** Takes one part after the other as long as there are any. */
    private void work() {
        int part;
        while (!stopped && (part = nextPart.getAndIncrement()) < parts.size()) {
            try {
                aggregate(part);
            } catch (RuntimeException | Error failure) {
                failures[part] = failure;
                stopped = true;
            }
        }
    }

    private void aggregate(int part) {
        AggregateStates own = fresh.get();
        states[part] = own;
        Batches batches = parts.get(part);
        Batch batch;
        // A part that has begun goes on when a later one fails: its own failure would come first.
        while (!full && (batch = batches.next()) != null) {
            execution.checkCancelled();
            if (batch.selected() > 0) {
                own.add(batch);
                hold(part, own.bytes());
            }
        }
    }

    /** Only here, and meanwhile nowhere else, is the statement's memory asked for. */
    private synchronized void hold(int part, long held) {
        long all = allBytes - bytes[part] + held;
        if (share.trySet(all)) {
            allBytes = all;
            bytes[part] = held;
        } else {
            full = true;
            stopped = true;
        }
    }

    private @Nullable AggregateStates result() {
        for (Throwable failure : failures) {
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            if (failure instanceof Error error) {
                throw error;
            }
        }
        if (full) {
            return null;
        }
        AggregateStates merged = states[0];
        for (int i = 1; merged != null && i < states.length; i++) {
            execution.checkCancelled();
            AggregateStates later = states[i];
            if (later != null) {
                merged.merge(later);
            }
            states[i] = null;
        }
        return merged;
    }
}
