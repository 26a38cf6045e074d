/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.sql.SQLException;

/**
 * COPY between a table and the program, as PostgreSQL's driver has it: {@code connection.unwrap(CopyManager.class)}.
 *
 * <pre>
 * long rows = copies.copyIn("COPY orders (id, total) FROM STDIN WITH (FORMAT csv, HEADER)", reader);
 * copies.copyOut("COPY (SELECT * FROM orders WHERE total &gt; 10) TO STDOUT", writer);
 * </pre>
 *
 * <p>Rows come in all or none: with auto-commit in a transaction of their own, otherwise as a part of the open one. Neither streams nor
 * readers and writers are closed.
 */
public interface CopyManager {

    /**
     * Inserts the rows of a text.
     *
     * @return how many there were
     * @throws SQLException 22P04 for a row with too few or too many values, or what INSERT throws; the message names the line
     */
    long copyIn(String sql, Reader from) throws SQLException, IOException;

    /** As {@link #copyIn(String, Reader)}, of UTF-8. */
    long copyIn(String sql, InputStream from) throws SQLException, IOException;

    /**
     * Writes the rows of a table or query as text.
     *
     * @return how many there were
     */
    long copyOut(String sql, Writer to) throws SQLException, IOException;

    /** As {@link #copyOut(String, Writer)}, as UTF-8. */
    long copyOut(String sql, OutputStream to) throws SQLException, IOException;
}
