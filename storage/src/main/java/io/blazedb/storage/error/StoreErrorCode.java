/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.error;

/** Every way in which the store fails. Numbers are stable and never reused. */
public enum StoreErrorCode {
    /** The passphrase or key file opens no key slot. */
    WRONG_KEY(1001, Category.USER, "28P01", "wrong password or key file"),
    /** Another transaction committed a change to the same key after this one's snapshot. */
    WRITE_CONFLICT(
            1002, Category.USER, "40001", "could not serialize access: a concurrent transaction changed the same row"),
    /** The store or transaction is read-only. */
    READ_ONLY(1003, Category.USER, "25006", "the database is open read-only"),
    /** The file does not exist and may not be created. */
    NOT_FOUND(1004, Category.USER, "08001", "the database file does not exist"),
    /** The file is not a BlazeDB database. */
    NOT_A_DATABASE(1005, Category.USER, "08001", "the file is not a BlazeDB database"),
    /** The file was written by a newer release. */
    UNSUPPORTED_FORMAT(1006, Category.USER, "08001", "the file needs a newer release of BlazeDB"),
    /** The store, transaction or cursor was closed. */
    CLOSED(1007, Category.USER, "08003", "already closed"),
    /** A key or value is larger than the format allows. */
    TOO_LARGE(1008, Category.USER, "54000", "key or value too large"),
    /** The wanted part of the change feed is no longer kept: start from a snapshot. */
    CHANGES_TRUNCATED(1009, Category.USER, "55000", "the change feed no longer reaches back that far"),
    /** A raw key is too short to protect anything. */
    WEAK_KEY(1015, Category.USER, "28P01", "a raw key or key file needs at least 32 bytes"),
    /** A copy is never written over something. */
    TARGET_EXISTS(1020, Category.USER, "42710", "a file of that name exists already"),
    /** A database in memory has no file and no key that anybody knows. */
    IN_MEMORY(1021, Category.USER, "0A000", "not possible for a database in memory"),
    /** Every key slot is in use. */
    KEY_SLOTS_FULL(1022, Category.USER, "54000", "every key slot is in use"),
    /** No key slot has that name. */
    KEY_SLOT_NOT_FOUND(1023, Category.USER, "42704", "no key has that name"),
    /** A key slot has that name already. */
    KEY_SLOT_EXISTS(1024, Category.USER, "42710", "a key of that name exists already"),
    /** Without its last key, a database could never be opened again. */
    LAST_KEY(1025, Category.USER, "55000", "the last key cannot be removed"),
    /** The operating system lets this process read the file, but not write to it or beside it. */
    UNWRITABLE(
            1016,
            Category.USER,
            "25006",
            "the database file or its directory cannot be written to; open it read-only or change the permissions"),
    /** Who opens the file by another of its names has another lock file, and does not know of those who use this one. */
    SEVERAL_NAMES(
            1018,
            Category.USER,
            "08001",
            "the database file has several names (hard links) and can only be opened read-only; remove the other names"),
    /** The file lies where locks and shared memory between machines do not work. */
    NETWORK_FILE_SYSTEM(
            1017,
            Category.USER,
            "08001",
            "a database on a network file system can only be opened read-only; keep the file on a local disk"),
    /** A text that should name a state of the database does not. */
    BAD_ANCHOR(1026, Category.USER, "08001", "not an anchor as the view blaze.databases shows it"),
    /** Another process held the append lock longer than the busy timeout. */
    BUSY(2001, Category.RESOURCE, "55P03", "another writer holds the database"),
    /** No space left on the device. */
    DISK_FULL(2002, Category.RESOURCE, "53100", "no space left on the device"),
    /** More processes have the file open than the lock file has slots. */
    TOO_MANY_PROCESSES(2003, Category.RESOURCE, "53300", "too many processes have the database open"),
    /** The heap has no room for what a passphrase is turned into a key with. */
    HEAP_TOO_SMALL(
            2010,
            Category.RESOURCE,
            "53200",
            "deriving the key from the passphrase needs more memory than there is; start Java with a larger -Xmx"),
    /** Reading or writing failed. */
    IO_ERROR(3001, Category.IO, "58030", "input or output failed"),
    /** An earlier sync failed; this instance no longer accepts writes. */
    WRITER_POISONED(3002, Category.IO, "58030", "an earlier write could not be made durable; reopen the database"),
    /** The file, or the lock file, is no longer the one that was opened; nothing more is written to it. */
    FILE_CHANGED(
            3005,
            Category.IO,
            "58030",
            "the database file or its lock file was deleted, moved, replaced or cut while it was open;"
                    + " close the database everywhere and open it again"),
    /** Bytes do not authenticate or do not parse. */
    CORRUPTED(4001, Category.CORRUPTION, "XX001", "the database file is damaged"),
    /** The file is older than the anchor that the caller expects. */
    ROLLED_BACK(4002, Category.CORRUPTION, "XX001", "the database file is older than expected"),
    /** The file has commits that are not those of the anchor that the caller expects: a copy that went on by itself. */
    DIVERGED(4003, Category.CORRUPTION, "XX001", "the database file has another history than expected"),
    /** A broken invariant of the engine itself. */
    INTERNAL(9001, Category.INTERNAL, "XX000", "internal error");

    /** Who can do something about a failure. */
    public enum Category {
        USER,
        RESOURCE,
        IO,
        CORRUPTION,
        INTERNAL
    }

    private final int number;
    private final Category category;
    private final String sqlState;
    private final String text;

    StoreErrorCode(int number, Category category, String sqlState, String text) {
        this.number = number;
        this.category = category;
        this.sqlState = sqlState;
        this.text = text;
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
