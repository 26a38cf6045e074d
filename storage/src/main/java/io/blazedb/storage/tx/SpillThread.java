/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that writes what transactions no longer keep in memory. It is there while it is needed; whoever needs something written does
 * it without the thread if it has not begun.
 */
final class SpillThread implements Executor, AutoCloseable {
    private static final long IDLE_SECONDS = 2;

    private final ThreadPoolExecutor thread;

    SpillThread(String name) {
        thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread made = new Thread(task, "blazedb-spill-" + name);
                    made.setDaemon(true);
                    return made;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
    }

    /** Perhaps later, perhaps never. */
    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Returns when nothing is written any more. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
