/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

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
    static int start(long position, int length) throws SQLException {
        if (position < 1 || position > length + 1L) {
            throw SqlExceptions.invalidArgument("The position is not inside the large object.");
        }
        return (int) (position - 1);
    }

    static int end(int start, int length) throws SQLException {
        if (length > LENGTH_MAX - start) {
            throw SqlExceptions.of("22001", "The large object would be longer than 2 GB.");
        }
        return start + length;
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
