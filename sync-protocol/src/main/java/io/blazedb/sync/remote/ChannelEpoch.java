/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.sync.crypto.payload.ChannelKey;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a publisher keeps of a channel at a hub: the present key, the one before, and who was given the present one.
 *
 * <pre>
 * u8 version=1, u32 epoch, 32 key, u8 has previous: u32 epoch, 32 key; count, then 32 app key each
 * </pre>
 *
 * @param key the present epoch's key
 * @param previous the key before, to recognize what was sealed with it; null at first
 * @param devices app keys, in hexadecimal, that the present key was or is to be wrapped for
 */
record ChannelEpoch(ChannelKey key, @Nullable ChannelKey previous, Set<String> devices) {
    private static final int VERSION = 1;
    private static final int DEVICES_MAX = 5_000;
    private static final int DEVICE_BYTES = 32;

    ChannelEpoch {
        devices = Set.copyOf(devices);
    }

    /** The first epoch. */
    static ChannelEpoch first(int epoch, Collection<String> devices, SecureRandom random) {
        return new ChannelEpoch(ChannelKey.generate(epoch, random), null, Set.copyOf(devices));
    }

    /** A newer epoch for these devices. */
    ChannelEpoch next(int epoch, Collection<String> members, SecureRandom random) {
        return new ChannelEpoch(ChannelKey.generate(epoch, random), key, Set.copyOf(members));
    }

    /** The same epoch with more devices. */
    ChannelEpoch with(Collection<String> members) {
        return new ChannelEpoch(key, previous, Set.copyOf(members));
    }

    int number() {
        return key.epoch();
    }

    byte[] encode() {
        WireWriter writer = new WireWriter().u8(VERSION).u32(key.epoch()).raw(key.copySecret());
        ChannelKey before = previous;
        if (before == null) {
            writer.u8(0);
        } else {
            writer.u8(1).u32(before.epoch()).raw(before.copySecret());
        }
        writer.varint(devices.size());
        new TreeSet<>(devices).forEach(device -> writer.raw(HexFormat.of().parseHex(device)));
        return writer.toByteArray();
    }

    static ChannelEpoch decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("channel epoch version");
        }
        ChannelKey key = new ChannelKey(reader.u32(), reader.raw(ChannelKey.KEY_BYTES));
        ChannelKey previous = reader.u8() == 1 ? new ChannelKey(reader.u32(), reader.raw(ChannelKey.KEY_BYTES)) : null;
        Set<String> devices = new TreeSet<>();
        int count = reader.count(DEVICES_MAX);
        for (int i = 0; i < count; i++) {
            devices.add(HexFormat.of().formatHex(reader.raw(DEVICE_BYTES)));
        }
        reader.end();
        return new ChannelEpoch(key, previous, devices);
    }
}
