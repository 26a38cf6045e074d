/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A write into an attached database that its owner rejected; what was written is undone here and kept in this.
 *
 * @param number grows with each
 * @param at when it was learned
 * @param database alias of the attached database
 * @param table the table, with its schema
 * @param operation INSERT, UPDATE or DELETE
 * @param key the row's key as a JSON object; null without one
 * @param cause whether this operation was the reason; the others of its transaction were undone with it
 * @param sqlState why
 * @param message why, for people
 * @param ownValues what was written, as a JSON object; null for DELETE
 * @param ownerValues the owner's row, as far as it may be seen; null if it is not there or not known
 */
public record Conflict(
        long number,
        Instant at,
        String database,
        String table,
        String operation,
        @Nullable String key,
        boolean cause,
        String sqlState,
        String message,
        @Nullable String ownValues,
        @Nullable String ownerValues) {

    static Conflict of(io.blazedb.sync.apply.Conflict noted) {
        return new Conflict(
                noted.number(),
                Instant.EPOCH.plusNanos(noted.atMicros() * 1_000),
                noted.database(),
                noted.schema() + "." + noted.table(),
                noted.operation(),
                noted.key(),
                noted.cause(),
                noted.sqlState(),
                noted.message(),
                noted.ownValues(),
                noted.ownerValues());
    }
}
