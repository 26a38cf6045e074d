/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.SessionCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** COPY of one connection. */
final class ConnectionCopy implements CopyManager {
    private final BlazeConnection connection;

    ConnectionCopy(BlazeConnection connection) {
        this.connection = connection;
    }

    /** Reads or writes rows; an error of the stream is the caller's own. */
    private interface Transfer {
        long run(SessionCopy copy) throws IOException;
    }

    private long run(String sql, Transfer transfer) throws SQLException, IOException {
        IOException[] failure = new IOException[1];
        long count = connection.call(() -> {
            try {
                return transfer.run(SessionCopy.of(connection.session(), sql));
            } catch (IOException | UncheckedIOException ofStream) {
                failure[0] = ofStream instanceof UncheckedIOException unchecked
                        ? unchecked.getCause()
                        : (IOException) ofStream;
                return 0L;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        return count;
    }

    @Override
    public long copyIn(String sql, Reader from) throws SQLException, IOException {
        return run(sql, copy -> copy.read(from));
    }

    @Override
    public long copyIn(String sql, InputStream from) throws SQLException, IOException {
        return copyIn(sql, new InputStreamReader(from, StandardCharsets.UTF_8.newDecoder()));
    }

    @Override
    public long copyOut(String sql, Writer to) throws SQLException, IOException {
        return run(sql, copy -> copy.write(to));
    }

    @Override
    public long copyOut(String sql, OutputStream to) throws SQLException, IOException {
        return copyOut(sql, new OutputStreamWriter(to, StandardCharsets.UTF_8));
    }
}
