/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;

/** Bodies of one 8-byte number: ACK (position), CREDIT (bytes), FRONTIER (newest position), SNAPSHOT_END (chunks), PING and PONG (echoed). */
public final class Numbers {
    private Numbers() {}

    public static byte[] encode(long number) {
        return new WireWriter(Long.BYTES).u64(number).toByteArray();
    }

    /** A number of 0 and above. */
    public static long decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        long number = reader.u64();
        reader.end();
        if (number < 0) {
            throw WireReader.malformed("number");
        }
        return number;
    }
}
