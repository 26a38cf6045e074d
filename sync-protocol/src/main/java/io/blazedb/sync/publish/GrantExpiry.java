/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Ends grants whose time is over: by a commit, so that it has the effect of REVOKE, has a place in the order of commits, and holds whatever
 * the clock says later.
 *
 * <p>Only the owner's clock counts, and here it never goes back: while a process runs, time is at least what it was plus what has passed.
 *
 * <p>Threading: safe for any number of threads and processes.
 */
final class GrantExpiry {
    private static final int ATTEMPTS_MAX = 20;

    private final Store store;
    private final Catalog catalog;
    private final Clock clock;
    private long latestMicros;
    private long latestNanos = System.nanoTime();
    private volatile long nextMicros = Long.MIN_VALUE;

    GrantExpiry(Store store, Catalog catalog, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Now, in microseconds since 1970. */
    synchronized long nowMicros() {
        long nanos = System.nanoTime();
        long wall = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        latestMicros = Math.max(wall, latestMicros + TimeUnit.NANOSECONDS.toMicros(nanos - latestNanos));
        latestNanos = nanos;
        return latestMicros;
    }

    /** Takes note of the grants as they are now. */
    void observe(CatalogView view) {
        nextMicros = view.grants().stream()
                .filter(grant -> !grant.expired())
                .map(GrantDefinition::validUntilMicros)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** When the next of the observed grants ends, in microseconds since 1970; the largest number if none does. */
    long nextMicros() {
        return nextMicros;
    }

    /** Whether one of the observed grants has ended, and is not marked yet. */
    boolean isDue() {
        long next = nextMicros;
        return next != Long.MAX_VALUE && nowMicros() >= next;
    }

    /** Marks the grants that have ended. */
    void end() {
        for (int attempt = 1; ; attempt++) {
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                CatalogWriter writer = new CatalogWriter(transaction);
                long now = nowMicros();
                boolean ended = false;
                CatalogView view = catalog.view(transaction);
                for (GrantDefinition grant : view.grants()) {
                    if (!grant.expired() && !grant.isValidAt(now)) {
                        writer.putGrant(grant.withValidity(grant.validUntilMicros(), true));
                        ended = true;
                    }
                }
                if (ended) {
                    transaction.commit();
                } else {
                    observe(view);
                }
                return;
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRITE_CONFLICT || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }
}
