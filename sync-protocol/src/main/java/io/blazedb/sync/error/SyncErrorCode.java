/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.error;

import org.jspecify.annotations.Nullable;

/** Every way in which sync fails. Numbers travel in ERROR frames; they are stable and never reused. */
public enum SyncErrorCode {
    /** No publication of the database is granted to this peer, or the database names none. */
    NOT_GRANTED(20001, Category.USER, "42501", "no publication of this database is granted to this app"),
    /** The grant was taken back. */
    REVOKED(20002, Category.USER, "42501", "the publisher has revoked access"),
    /** Nobody publishes a database of that name. */
    UNKNOWN_DATABASE(20003, Category.USER, "3D000", "no app publishes this database"),
    /** The source string cannot be read. */
    INVALID_SOURCE(20004, Category.USER, "22023", "not a source that can be attached"),
    /** The app group does not exist here, or this app is no member. */
    UNKNOWN_GROUP(20005, Category.USER, "42704", "unknown app group"),
    /** An invite token that does not parse, does not verify or has expired. */
    INVALID_TOKEN(20006, Category.USER, "22023", "the invite token is not valid"),
    /** A publication that cannot be served, such as one without the primary key. */
    INVALID_PUBLICATION(20007, Category.USER, "42P16", "the publication cannot be served"),
    /** A subscriber's own condition that cannot be evaluated over the exported columns. */
    INVALID_CONDITION(20008, Category.USER, "42601", "the condition cannot be evaluated"),
    /** Nobody listens at the address. */
    UNREACHABLE(21001, Category.IO, "08001", "the publisher cannot be reached"),
    /** The peer did not answer in time. */
    TIMEOUT(21002, Category.IO, "08006", "the peer did not answer in time"),
    /** The connection ended. */
    DISCONNECTED(21003, Category.IO, "08006", "the connection ended"),
    /** A file of the home directory cannot be read or written. */
    IO_ERROR(21004, Category.IO, "58030", "input or output failed"),
    /** Too many peers, or a peer that is too slow. */
    OVERLOADED(22001, Category.RESOURCE, "53300", "too much is asked for at once"),
    /** The storage or retention limit of a hub. */
    QUOTA_EXCEEDED(22002, Category.RESOURCE, "53100", "the hub's quota is used up"),
    /** A frame beyond the limit. */
    FRAME_TOO_LARGE(23001, Category.PROTOCOL, "08P01", "a frame is larger than the limit"),
    /** Bytes that do not parse. */
    MALFORMED(23002, Category.PROTOCOL, "08P01", "a message cannot be read"),
    /** No common version. */
    UNSUPPORTED_VERSION(23003, Category.PROTOCOL, "08P01", "the peers have no protocol version in common"),
    /** A frame that the present state does not allow, or an unknown one that must be understood. */
    UNEXPECTED_FRAME(23004, Category.PROTOCOL, "08P01", "a message came out of turn"),
    /** A signature or certificate chain that does not verify. */
    AUTHENTICATION_FAILED(23005, Category.PROTOCOL, "28000", "the peer could not prove who it is"),
    /** A hub's certificate is not the one pinned at first use. */
    PEER_CHANGED(23006, Category.PROTOCOL, "28000", "the hub presents another certificate than before"),
    /** A sealed payload that does not open. */
    PAYLOAD_REJECTED(23007, Category.PROTOCOL, "XX001", "a sealed payload does not authenticate"),
    /** The epoch is older than the newest known one. */
    STALE_EPOCH(23008, Category.PROTOCOL, "08P01", "the key epoch is older than the present one"),
    /** The position is not in the log any more, or is of another incarnation: start from a snapshot. */
    RESET_REQUIRED(24001, Category.PROTOCOL, "55000", "the log no longer reaches back that far"),
    /** A position is missing between the applied one and the received one. */
    GAP(24002, Category.PROTOCOL, "55000", "a record is missing"),
    /** The received log differs from the applied one at the same position. */
    FORKED(24003, Category.CORRUPTION, "XX001", "the publisher's history is not the one received before"),
    /** Files of the home directory that do not parse or do not belong together. */
    DAMAGED_IDENTITY(24004, Category.CORRUPTION, "XX001", "the identity files are damaged"),
    /** The audit log was changed or cut. */
    DAMAGED_AUDIT(24005, Category.CORRUPTION, "XX001", "the audit log is damaged"),
    /** The peer refused with an error code that this release does not know. */
    REFUSED(25001, Category.PROTOCOL, "08P01", "the peer refused"),
    /** Closed while in use. */
    CLOSED(25002, Category.USER, "08003", "already closed"),
    /** A broken invariant of sync itself. */
    INTERNAL(29001, Category.INTERNAL, "XX000", "internal error");

    /** Who can do something about a failure. */
    public enum Category {
        USER,
        RESOURCE,
        IO,
        CORRUPTION,
        PROTOCOL,
        INTERNAL
    }

    private final int number;
    private final Category category;
    private final String sqlState;
    private final String text;

    SyncErrorCode(int number, Category category, String sqlState, String text) {
        this.number = number;
        this.category = category;
        this.sqlState = sqlState;
        this.text = text;
    }

    /** The code of that number, or null if this release does not know it. */
    public static @Nullable SyncErrorCode ofNumber(int number) {
        for (SyncErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return null;
    }

    public int number() {
        return number;
    }

    public Category category() {
        return category;
    }

    /** The five-character SQLSTATE that a user of SQL sees. */
    public String sqlState() {
        return sqlState;
    }

    /** The constant part of the message. */
    public String text() {
        return text;
    }
}
