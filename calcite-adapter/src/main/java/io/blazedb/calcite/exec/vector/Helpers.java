/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of this process that help with long queries: one less than there are processors, whoever asks first has them. They end when
 * there was nothing to do for a while.
 */
public final class Helpers {
    /** System property: how many threads work on one query at most; 1 keeps each query to the thread of its caller. */
    public static final String PARALLELISM = "blazedb.parallelism";

    /** System property: rows that are worth a thread; small in tests. */
    public static final String PART_ROWS = "blazedb.partRows";

    /** With fewer rows to read, another thread saves less than it costs. */
    private static final long PART_ROWS_MIN = 32_768;

    private static final long IDLE_SECONDS = 10;
    private static final int MOST = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Helpers::newThread);

    private Helpers() {}

    /** How many threads may work on one query, the caller's included. */
    static int parallelism() {
        int wanted = Integer.getInteger(PARALLELISM, Runtime.getRuntime().availableProcessors());
        return Math.max(1, Math.min(wanted, MOST + 1));
    }

    /** How many rows a part of a scan has at least. */
    static long partRows() {
        return Long.getLong(PART_ROWS, PART_ROWS_MIN);
    }

    /**
     * Runs a task here and in as many more threads as are free, up to {@code helpers}. Returns when all have ended.
     *
     * @param task must not throw
     */
    static void run(Runnable task, int helpers) {
        Phaser running = new Phaser(1);
        boolean free = true;
        for (int i = 0; i < helpers && free; i++) {
            free = start(task, running);
        }
        try {
            task.run();
        } finally {
            running.arriveAndAwaitAdvance();
        }
    }

    private static boolean start(Runnable task, Phaser running) {
        running.register();
        try {
            POOL.execute(() -> {
                try {
                    task.run();
                } finally {
                    running.arriveAndDeregister();
                }
            });
            return true;
        } catch (RejectedExecutionException allAreBusy) {
            running.arriveAndDeregister();
            return false;
        }
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "blazedb-query");
        thread.setDaemon(true);
        // The pool outlives the program's class loaders.
        thread.setContextClassLoader(null);
        return thread;
    }
}
