/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * ROWS: the next rows of a served query.
 *
 * <pre>
 * u8 last, count, then for each: bytes row
 * </pre>
 *
 * @param last whether there are no more
 */
public record RowsPage(boolean last, List<byte[]> rows) {
    private static final int ROWS_MAX = 1 << 20;

    public byte[] encode() {
        WireWriter writer = new WireWriter(1_024).u8(last ? 1 : 0).varint(rows.size());
        rows.forEach(writer::bytes);
        return writer.toByteArray();
    }

    public static RowsPage decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        int last = reader.u8();
        if (last > 1) {
            throw WireReader.malformed("last");
        }
        int count = reader.count(ROWS_MAX);
        List<byte[]> rows = new ArrayList<>(Math.min(count, 1_024));
        for (int i = 0; i < count; i++) {
            rows.add(reader.bytes(Limits.MESSAGE_BYTES_MAX));
        }
        reader.end();
        return new RowsPage(last == 1, rows);
    }
}
