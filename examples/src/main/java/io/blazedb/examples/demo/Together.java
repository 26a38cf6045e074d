/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does several things at a time, and waits for conditions. */
final class Together {
    private static final long POLL_MILLIS = 20;

    private Together() {}

    /** Runs all at the same time; results in their order. The first failure is thrown once all have ended. */
    static <T> List<T> all(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(work)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof Exception cause ? cause : failure;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits until there is an answer that is not empty; empty if there was none in time. */
    static String awaitAnswer(Duration timeout, Callable<String> question) throws Exception {
        long end = System.nanoTime() + timeout.toNanos();
        String answer = question.call();
        while (answer.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
            answer = question.call();
        }
        return answer;
    }

    /** Waits until the condition holds; false if it did not in time. */
    static boolean await(Duration timeout, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }
}
