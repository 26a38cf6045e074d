/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.spill;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChangeCodecTest {
    private final Random random = new Random(Long.getLong("blazedb.seed", 186));

    @Test
    void whatIsEncodedIsDecoded() {
        for (int round = 0; round < 2_000; round++) {
            List<SpilledChange> changes = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                changes.add(change());
            }
            byte[] encoded = ChangeCodec.encode(changes);
            assertSame(changes, ChangeCodec.decode(ByteSlice.of(encoded)));
            assertArrayEquals(ChangeCodec.encode(changes.subList(0, 1)), ChangeCodec.encode(changes.get(0)));
        }
    }

    @Test
    void everyLengthOfNumberIsKept() {
        for (int bits = 0; bits <= Long.SIZE; bits++) {
            long largest = bits == 0 ? 0 : -1L >>> (Long.SIZE - bits);
            SpilledChange change =
                    new SpilledChange(largest, Long.MIN_VALUE >>> (Long.SIZE - 1 - bits % 64), null, null, null);
            assertSame(List.of(change), ChangeCodec.decode(ByteSlice.of(ChangeCodec.encode(change))));
        }
    }

    @Test
    void aNewRowTakesFewBytesMoreThanItsValue() {
        SpilledChange change = new SpilledChange(100_000, 1_000, new byte[80], null, null);
        assertEquals(80 + 1 + 3 + 2 + 1, ChangeCodec.encode(change).length);
    }

    @Test
    void whatIsCutOffIsDamaged() {
        byte[] encoded = ChangeCodec.encode(new SpilledChange(300, 300, new byte[200], null, new byte[200]));
        for (int length = 0; length < encoded.length; length++) {
            assertDamaged(Arrays.copyOf(encoded, length));
        }
    }

    @Test
    void aNumberWithoutEndAndALengthBeyondTheEndAreDamaged() {
        byte[] endless = new byte[40];
        Arrays.fill(endless, (byte) 0xff);
        endless[0] = 0;
        assertDamaged(endless);
        assertDamaged(new byte[] {1, 0, 0, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f});
    }

    private static void assertDamaged(byte[] encoded) {
        StoreException failure = assertThrows(StoreException.class, () -> ChangeCodec.decode(ByteSlice.of(encoded)));
        assertEquals(StoreErrorCode.CORRUPTED, failure.code());
    }

    private SpilledChange change() {
        return new SpilledChange(number(), number(), bytes(), null, bytes());
    }

    private long number() {
        return random.nextLong() >>> random.nextInt(Long.SIZE);
    }

    private byte @Nullable [] bytes() {
        if (random.nextInt(4) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void assertSame(List<SpilledChange> expected, List<SpilledChange> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i).tag(), actual.get(i).tag());
            assertEquals(expected.get(i).snapshotSequence(), actual.get(i).snapshotSequence());
            assertArrayEquals(expected.get(i).value(), actual.get(i).value());
            assertArrayEquals(expected.get(i).before(), actual.get(i).before());
        }
    }
}
