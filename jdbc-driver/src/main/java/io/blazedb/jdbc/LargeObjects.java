/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.types.Limits;
import io.blazedb.jdbc.error.SqlExceptions;
import java.io.IOException;
import java.sql.SQLException;

/** Checks of positions in Blobs and Clobs, which count from 1. */
final class LargeObjects {
    private static final int LENGTH_MAX = Integer.MAX_VALUE - 8;

    private LargeObjects() {}

    /** Something that writes into a large object. */
    @FunctionalInterface
    interface Write {
        void run() throws SQLException;
    }

    /** The 0-based offset of a position, which may be just behind the end. */
    static long start(long position, long length) throws SQLException {
        if (position < 1 || position > length + 1L) {
            throw SqlExceptions.invalidArgument("The position is not inside the large object.");
        }
        return position - 1;
    }

    static int end(int start, int length) throws SQLException {
        if (length > LENGTH_MAX - start) {
            throw SqlExceptions.of("22001", "The large object would be longer than 2 GB.");
        }
        return start + length;
    }

    /** Length of something that has to be held in memory. */
    static int patternLength(long length) throws SQLException {
        if (length > Limits.WHOLE_VALUE_BYTES_MAX) {
            throw SqlExceptions.of("54000", "The large object is too long to be held in memory.");
        }
        return (int) length;
    }

    static void requireLength(int length) throws SQLException {
        if (length < 0) {
            throw SqlExceptions.invalidArgument("The length must not be negative.");
        }
    }

    /** Runs a write on behalf of a stream's close. */
    static void write(Write write) throws IOException {
        try {
            write.run();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
