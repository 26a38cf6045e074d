/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.crypto.FrameCipher;
import io.blazedb.storage.crypto.LogSalt;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.keys.RandomSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frame keys of the segments and writers that are in use. A writer salt is drawn afresh whenever sealing moves to a segment, so
 * that no (key, nonce) pair can come twice: not from two processes, not from one that returns to a segment after a failed append.
 */
final class FrameKeys {
    private final KeyRing ring;
    private final RandomSource random;
    private @Nullable Sealing sealing;
    private final Map<ByteSlice, FrameCipher> ciphers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteSlice, FrameCipher> eldest) {
            return size() > Limits.WRITER_KEYS_MAX;
        }
    };

    /** What this process seals under. */
    record Sealing(Segment segment, byte[] writerSalt, FrameCipher cipher) {}

    FrameKeys(KeyRing ring, RandomSource random) {
        this.ring = ring;
        this.random = random;
    }

    synchronized void forget() {
        sealing = null;
        ciphers.clear();
    }

    /** For the holder of the append lock. */
    synchronized Sealing sealing(Segment segment) {
        Sealing present = sealing;
        if (present == null || !present.segment.equals(segment)) {
            byte[] salt = random.bytes(FrameCipher.SALT_BYTES);
            present = new Sealing(segment, salt, new FrameCipher(ring, segment.salt(), salt, random));
            sealing = present;
        }
        return present;
    }

    /** For opening what the owner of the salt sealed; null if the data key of the segment was dropped. */
    synchronized @Nullable FrameCipher opening(Segment segment, byte[] writerSalt) {
        if (!ring.knows(LogSalt.generation(segment.salt()))) {
            return null;
        }
        byte[] both = Arrays.copyOf(segment.salt(), segment.salt().length + writerSalt.length);
        System.arraycopy(writerSalt, 0, both, segment.salt().length, writerSalt.length);
        return ciphers.computeIfAbsent(
                ByteSlice.of(both), key -> new FrameCipher(ring, segment.salt(), writerSalt, random));
    }
}
