/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.session.Limits;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Does once more, on a thread with a larger stack, what was nested too deeply for the caller's: thousands of terms of an OR, a thousand
 * branches of a UNION. One at a time, so that the memory for it has a limit.
 */
final class LargeStack {
    private static final Object ONE_AT_A_TIME = new Object();

    private LargeStack() {}

    /**
     * The action's result.
     *
     * @throws BlazeSqlException 54001 if it is nested too deeply even so
     */
    static <T> T ifNeeded(Supplier<T> action) {
        try {
            return action.get();
        } catch (BlazeSqlException failure) {
            if (!(failure.getCause() instanceof StackOverflowError)) {
                throw failure;
            }
        }
        synchronized (ONE_AT_A_TIME) {
            return onLargeStack(action);
        }
    }

    private static <T> T onLargeStack(Supplier<T> action) {
        FutureTask<T> task = new FutureTask<>(action::get);
        Thread thread = new Thread(null, task, "blazedb-deep-statement", Limits.LARGE_STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException wait) {
                    interrupted = true;
                } catch (ExecutionException failure) {
                    if (failure.getCause() instanceof RuntimeException known) {
                        throw known;
                    }
                    if (failure.getCause() instanceof Error error) {
                        throw error;
                    }
                    throw new IllegalStateException(failure.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
