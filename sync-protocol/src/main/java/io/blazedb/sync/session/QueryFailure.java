/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;

/**
 * QUERY_FAILED: why a served query ended. Its text speaks of what the peer may see only.
 *
 * <pre>
 * text SQLSTATE, text message
 * </pre>
 */
public record QueryFailure(String sqlState, String message) {

    public byte[] encode() {
        return new WireWriter().text(sqlState).text(message).toByteArray();
    }

    public static QueryFailure decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        QueryFailure failure = new QueryFailure(reader.text(Limits.NAME_BYTES_MAX), reader.text(Limits.SQL_BYTES_MAX));
        reader.end();
        return failure;
    }
}
