/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * INTENT_OUTCOME: what the owner decided.
 *
 * <pre>
 * u64 sequence, u8 kind, 16 incarnation and u64 position (zero if the change is in no channel of the writer), text SQLSTATE, text message,
 * varint operation, u8 1 if the owner's row follows, bytes row
 * </pre>
 *
 * @param sequence which intent
 * @param kind what became of it
 * @param incarnation log of the writer's channel; null if it has none
 * @param position position of that log from which on the writer's replica has the change
 * @param sqlState why it was rejected; empty if it was not
 * @param message the same for people
 * @param operation which of its operations was the reason
 * @param ownerRow the owner's row in its place as far as the writer may see it, in the codec of the intent's table; null if there is none
 */
public record IntentOutcome(
        long sequence,
        Kind kind,
        @Nullable UUID incarnation,
        long position,
        String sqlState,
        String message,
        int operation,
        byte @Nullable [] ownerRow) {
    /** What became of an intent. Numbers travel and are stored. */
    public enum Kind {
        ACCEPTED(0),
        REJECTED(1),
        /** It was decided, but its outcome has been forgotten. */
        FORGOTTEN(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        static Kind ofNumber(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw WireReader.malformed("outcome=" + number);
        }
    }

    private static final UUID NONE = new UUID(0, 0);

    public static IntentOutcome accepted(long sequence) {
        return new IntentOutcome(sequence, Kind.ACCEPTED, null, 0, "", "", 0, null);
    }

    public static IntentOutcome rejected(
            long sequence, String sqlState, String message, int operation, byte @Nullable [] ownerRow) {
        return new IntentOutcome(sequence, Kind.REJECTED, null, 0, sqlState, message, operation, ownerRow);
    }

    public static IntentOutcome forgotten(long sequence) {
        return new IntentOutcome(sequence, Kind.FORGOTTEN, null, 0, "", "", 0, null);
    }

    /** The same, visible from a position of the writer's channel on. */
    public IntentOutcome visibleAt(SyncPosition reached) {
        return new IntentOutcome(
                sequence, kind, reached.incarnation(), reached.position(), sqlState, message, operation, ownerRow);
    }

    public byte[] encode() {
        UUID log = incarnation == null ? NONE : incarnation;
        return new WireWriter()
                .u64(sequence)
                .u8(kind.number)
                .u64(log.getMostSignificantBits())
                .u64(log.getLeastSignificantBits())
                .u64(position)
                .text(sqlState)
                .text(message)
                .varint(operation)
                .u8(ownerRow == null ? 0 : 1)
                .bytes(ownerRow == null ? new byte[0] : ownerRow)
                .toByteArray();
    }

    public static IntentOutcome decode(byte[] body) {
        WireReader reader = new WireReader(body);
        long sequence = reader.u64();
        Kind kind = Kind.ofNumber(reader.u8());
        UUID log = new UUID(reader.u64(), reader.u64());
        long position = reader.u64();
        String sqlState = reader.text(Limits.NAME_BYTES_MAX);
        String message = reader.text(Limits.SQL_BYTES_MAX);
        int operation = reader.count(Limits.INTENT_OPS_MAX);
        int known = reader.u8();
        byte[] row = reader.bytes(Limits.MESSAGE_BYTES_MAX);
        reader.end();
        if (known > 1 || (known == 0 && row.length > 0) || position < 0) {
            throw WireReader.malformed("outcome");
        }
        return new IntentOutcome(
                sequence,
                kind,
                log.equals(NONE) ? null : log,
                position,
                sqlState,
                message,
                operation,
                known == 1 ? row : null);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntentOutcome that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }

    /** Without contents: they may be secret. */
    @Override
    public String toString() {
        return "IntentOutcome[" + sequence + ", " + kind + " " + sqlState + "]";
    }
}
