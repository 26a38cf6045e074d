/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Names a channel: one set of publications of one database. Whoever is granted the same publications reads the same channel.
 *
 * @param high first eight bytes
 * @param low last eight bytes
 */
public record ChannelId(long high, long low) {
    /** Bytes of an id. */
    public static final int BYTES = 16;

    private static final String DOMAIN = "blazedb/1 channel";

    /** The channel of these publications. */
    public static ChannelId of(UUID database, Collection<String> publications) {
        WireWriter writer = new WireWriter()
                .text(DOMAIN)
                .u64(database.getMostSignificantBits())
                .u64(database.getLeastSignificantBits());
        for (String publication : new TreeSet<>(publications)) {
            writer.text(publication);
        }
        WireReader digest = new WireReader(sha256(writer.toByteArray()));
        return new ChannelId(digest.u64(), digest.u64());
    }

    /** The id in these bytes. */
    public static ChannelId of(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        ChannelId id = new ChannelId(reader.u64(), reader.u64());
        reader.end();
        return id;
    }

    public byte[] toByteArray() {
        return new WireWriter(BYTES).u64(high).u64(low).toByteArray();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(toByteArray());
    }
}
