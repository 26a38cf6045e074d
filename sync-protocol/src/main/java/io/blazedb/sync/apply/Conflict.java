/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * A write that its owner rejected.
 *
 * <pre>
 * u8 version=1, u64 number, u64 time, text database, u64 intent, text schema, text table, text operation, u8 cause, text SQLSTATE, text message, then three times
 * u8 1 if there is one and text: key, own values, owner's values
 * </pre>
 *
 * @param number number of the entry
 * @param atMicros when this database learned of it
 * @param database alias of the attached database
 * @param intent what was written in one transaction has one number
 * @param schema schema of the table
 * @param table the table
 * @param operation INSERT, UPDATE or DELETE
 * @param key the row's key as JSON; null if the table has none
 * @param cause whether this operation was the reason; others were undone with it
 * @param sqlState why
 * @param message why, for people
 * @param ownValues the row as it was written, as JSON; null for a delete
 * @param ownerValues the owner's row, as JSON; null if it has none, or none that may be seen
 */
public record Conflict(
        long number,
        long atMicros,
        String database,
        long intent,
        String schema,
        String table,
        String operation,
        @Nullable String key,
        boolean cause,
        String sqlState,
        String message,
        @Nullable String ownValues,
        @Nullable String ownerValues) {
    private static final int VERSION = 1;

    byte[] encode() {
        WireWriter writer = new WireWriter()
                .u8(VERSION)
                .u64(number)
                .u64(atMicros)
                .text(database)
                .u64(intent)
                .text(schema)
                .text(table)
                .text(operation)
                .u8(cause ? 1 : 0)
                .text(sqlState)
                .text(message);
        optional(writer, key);
        optional(writer, ownValues);
        optional(writer, ownerValues);
        return writer.toByteArray();
    }

    static Conflict decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("conflict version");
        }
        long number = reader.u64();
        long at = reader.u64();
        String database = reader.text(Limits.NAME_BYTES_MAX);
        long intent = reader.u64();
        String schema = reader.text(Limits.NAME_BYTES_MAX);
        String table = reader.text(Limits.NAME_BYTES_MAX);
        String operation = reader.text(Limits.NAME_BYTES_MAX);
        boolean cause = reader.u8() == 1;
        String sqlState = reader.text(Limits.NAME_BYTES_MAX);
        String message = reader.text(Limits.SQL_BYTES_MAX);
        return new Conflict(
                number,
                at,
                database,
                intent,
                schema,
                table,
                operation,
                optional(reader),
                cause,
                sqlState,
                message,
                optional(reader),
                optional(reader));
    }

    private static void optional(WireWriter writer, @Nullable String text) {
        writer.u8(text == null ? 0 : 1).text(text == null ? "" : text);
    }

    private static @Nullable String optional(WireReader reader) {
        boolean known = reader.u8() == 1;
        String text = reader.text(Integer.MAX_VALUE);
        return known ? text : null;
    }

    /** Without values: they may be secret. */
    @Override
    public String toString() {
        return "Conflict[" + number + ", " + database + "." + table + " " + operation + " " + sqlState + "]";
    }
}
