/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Threads with a connection each that repeat operations at the same time. */
final class Crowd {
    /** What a thread repeats. */
    interface Member extends Trial.Operation {}

    /** Makes the operation of a thread. */
    @FunctionalInterface
    interface Recruiter {
        Member member(Trial trial, Connection connection, int thread) throws SQLException;
    }

    private final Trial trial;
    private final int threads;
    private final Recruiter recruiter;

    Crowd(Trial trial, int threads, Recruiter recruiter) {
        this.trial = trial;
        this.threads = threads;
        this.recruiter = recruiter;
    }

    /** Without other threads; gives how many operations ran in all. */
    long runAlone() throws SQLException {
        try (Connection connection = trial.open()) {
            return trial.repeat(recruiter.member(trial, connection, 0));
        }
    }

    /** Gives how many operations ran in all. */
    long run() throws SQLException, InterruptedException {
        AtomicLong timed = new AtomicLong();
        CyclicBarrier warm = new CyclicBarrier(threads, trial::start);
        CyclicBarrier done = new CyclicBarrier(threads, () -> trial.stop(timed.get()));
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Long>> members = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                members.add(() -> runMember(thread, warm, done, timed));
            }
            long all = 0;
            for (Future<Long> future : executor.invokeAll(members)) {
                all += future.get();
            }
            return all;
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof SQLException sql) {
                throw sql;
            }
            throw new IllegalStateException("a thread of the workload failed", failure.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private long runMember(int thread, CyclicBarrier warm, CyclicBarrier done, AtomicLong timed) throws Exception {
        try (Connection connection = trial.open()) {
            Member member = recruiter.member(trial, connection, thread);
            long first = trial.warmUp(threads, member);
            warm.await();
            long all = Trial.repeatUntil(trial.timedUntil(), first, member);
            timed.addAndGet(all - first);
            done.await();
            return all;
        } catch (SQLException | RuntimeException failure) {
            warm.reset();
            done.reset();
            throw failure;
        }
    }
}
