/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;

/**
 * HELLO: the subscriber opens the conversation.
 *
 * <pre>
 * offset size field
 * 0      4    magic "BLZS"
 * 4      2    lowest version spoken
 * 6      2    highest version spoken
 * 8      4    capabilities, a bit each; unknown ones are ignored
 * 12     32   nonce
 * 44     n    text: group, app, database that is wanted
 * </pre>
 */
public record Hello(
        int versionMin, int versionMax, int capabilities, byte[] nonce, String group, String app, String database) {
    /** Bytes of a nonce. */
    public static final int NONCE_BYTES = 32;

    /** The version that this release speaks. */
    public static final int VERSION = 1;

    /** Capability: takes, or sends, intents. */
    public static final int WRITES = 1;

    /** Capability of an owner: tells, asked before any query, which state a view shows. */
    public static final int CLOCKS = 2;

    private static final int MAGIC = 0x424c5a53;

    public byte[] encode() {
        return new WireWriter()
                .u32(MAGIC)
                .u16(versionMin)
                .u16(versionMax)
                .u32(capabilities)
                .raw(nonce)
                .text(group)
                .text(app)
                .text(database)
                .toByteArray();
    }

    public static Hello decode(byte[] body) {
        WireReader reader = new WireReader(body);
        if (reader.u32() != MAGIC) {
            throw WireReader.malformed("magic");
        }
        Hello hello = new Hello(
                reader.u16(),
                reader.u16(),
                reader.u32(),
                reader.raw(NONCE_BYTES),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.NAME_BYTES_MAX));
        reader.end();
        return hello;
    }
}
