/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.sim.Seed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class KeyEncoderTest {

    /** How one type is made, written, read and ordered. */
    private record Column<T>(
            Function<Random, T> make,
            BiConsumer<KeyEncoder, T> write,
            Function<KeyDecoder, T> read,
            Comparator<T> order) {

        void check(Random random, boolean descending) {
            T a = make.apply(random);
            T b = random.nextInt(10) == 0 ? a : make.apply(random);
            byte[] first = encode(a, descending);
            byte[] second = encode(b, descending);
            int expected = Integer.signum(order.compare(a, b));
            assertThat(Integer.signum(Arrays.compareUnsigned(first, second)))
                    .as("%s %s", a, b)
                    .isEqualTo(descending ? -expected : expected);
            KeyDecoder decoder = new KeyDecoder(first).descending(descending);
            assertThat(order.compare(read.apply(decoder), a)).isZero();
            assertThat(decoder.descending(false).readInt()).isEqualTo(42);
            assertThat(decoder.hasRemaining()).isFalse();
        }

        private byte[] encode(T value, boolean descending) {
            KeyEncoder encoder = new KeyEncoder().descending(descending);
            write.accept(encoder, value);
            return encoder.descending(false).putInt(42).toByteArray();
        }
    }

    @Test
    void orderOfBytesIsOrderOfValues() {
        Column<?>[] columns = {
            new Column<>(Random::nextBoolean, KeyEncoder::putBoolean, KeyDecoder::readBoolean, Boolean::compare),
            new Column<>(KeyEncoderTest::anyInt, KeyEncoder::putInt, KeyDecoder::readInt, Integer::compare),
            new Column<>(KeyEncoderTest::anyLong, KeyEncoder::putLong, KeyDecoder::readLong, Long::compare),
            new Column<>(
                    KeyEncoderTest::anyFloat,
                    KeyEncoder::putFloat,
                    KeyDecoder::readFloat,
                    (a, b) -> Float.compare(a == 0 ? 0f : a, b == 0 ? 0f : b)),
            new Column<>(
                    KeyEncoderTest::anyDouble,
                    KeyEncoder::putDouble,
                    KeyDecoder::readDouble,
                    (a, b) -> Double.compare(a == 0 ? 0d : a, b == 0 ? 0d : b)),
            new Column<>(
                    KeyEncoderTest::anyDecimal, KeyEncoder::putDecimal, KeyDecoder::readDecimal, BigDecimal::compareTo),
            new Column<>(
                    KeyEncoderTest::anyString,
                    KeyEncoder::putString,
                    KeyDecoder::readString,
                    (a, b) -> Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8))),
            new Column<>(
                    KeyEncoderTest::anyBytes, KeyEncoder::putBytes, KeyDecoder::readBytes, Arrays::compareUnsigned),
            new Column<>(
                    random -> new UUID(anyLong(random), anyLong(random)),
                    KeyEncoder::putUuid,
                    KeyDecoder::readUuid,
                    (a, b) -> {
                        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
                        return high != 0
                                ? high
                                : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
                    })
        };
        Seed.forEach(20, random -> {
            for (Column<?> column : columns) {
                for (int i = 0; i < 300; i++) {
                    column.check(random, random.nextBoolean());
                }
            }
        });
    }

    @Test
    void nullsStandWhereAsked() {
        byte[] first = new KeyEncoder().putNull(true).toByteArray();
        byte[] last = new KeyEncoder().descending(true).putNull(false).toByteArray();
        byte[] value = new KeyEncoder()
                .descending(true)
                .putPresent()
                .putInt(Integer.MIN_VALUE)
                .toByteArray();
        assertThat(Arrays.compareUnsigned(first, value)).isNegative();
        assertThat(Arrays.compareUnsigned(value, last)).isNegative();
        assertThat(new KeyDecoder(first).readNull()).isTrue();
        assertThat(new KeyDecoder(last).readNull()).isTrue();
        KeyDecoder decoder = new KeyDecoder(ByteSlice.of(value)).descending(true);
        assertThat(decoder.readNull()).isFalse();
        assertThat(decoder.readInt()).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void equalNumbersHaveEqualBytes() {
        assertThat(new KeyEncoder().putDecimal(new BigDecimal("1.500")).toByteArray())
                .isEqualTo(new KeyEncoder().putDecimal(new BigDecimal("1.5")).toByteArray());
        assertThat(new KeyEncoder().putDouble(-0.0).toByteArray())
                .isEqualTo(new KeyEncoder().putDouble(0.0).toByteArray());
        assertThat(new KeyEncoder().putDouble(Double.longBitsToDouble(-1L)).toByteArray())
                .isEqualTo(new KeyEncoder().putDouble(Double.NaN).toByteArray());
    }

    @Test
    void rawPartsAndReuse() {
        KeyEncoder encoder = new KeyEncoder().descending(true).putInt(1);
        byte[] primary = new KeyEncoder().putInt(7).toByteArray();
        byte[] key = encoder.reset().putString("x").putRaw(primary).toByteArray();
        assertThat(encoder.length()).isEqualTo(key.length);
        KeyDecoder decoder = new KeyDecoder(key);
        assertThat(decoder.readString()).isEqualTo("x");
        assertThat(decoder.readRemaining()).isEqualTo(primary);
    }

    @Test
    void decoderFailsOnlyWithItsOwnException() {
        Seed.forEach(20, random -> {
            for (int i = 0; i < 500; i++) {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                KeyDecoder decoder = new KeyDecoder(bytes).descending(random.nextBoolean());
                try {
                    while (decoder.hasRemaining()) {
                        readAny(decoder, random.nextInt(10));
                    }
                } catch (StoreException e) {
                    assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
                }
            }
        });
    }

    private static void readAny(KeyDecoder decoder, int type) {
        switch (type) {
            case 0 -> decoder.readBoolean();
            case 1 -> decoder.readInt();
            case 2 -> decoder.readLong();
            case 3 -> decoder.readFloat();
            case 4 -> decoder.readDouble();
            case 5, 6 -> decoder.readDecimal();
            case 7 -> decoder.readString();
            case 8 -> decoder.readUuid();
            default -> decoder.readNull();
        }
    }

    private static int anyInt(Random random) {
        return random.nextInt() >> random.nextInt(32);
    }

    private static long anyLong(Random random) {
        return random.nextLong() >> random.nextInt(64);
    }

    private static float anyFloat(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> -0.0f;
            case 2 -> 0.0f;
            default -> random.nextInt(20) - 10;
        };
    }

    private static double anyDouble(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> -0.0;
            case 2 -> 0.0;
            case 3 -> random.nextBoolean() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            default -> random.nextInt(20) - 10;
        };
    }

    private static BigDecimal anyDecimal(Random random) {
        BigInteger unscaled = switch (random.nextInt(3)) {
            case 0 -> BigInteger.valueOf(random.nextInt(40) - 20);
            case 1 -> new BigInteger(random.nextInt(200), random);
            default -> BigInteger.valueOf(anyLong(random));
        };
        BigDecimal value = new BigDecimal(unscaled, random.nextInt(12) - 6);
        return random.nextBoolean() ? value.negate() : value;
    }

    private static String anyString(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            int[] alphabet = {0, 1, 0xff, 'a', 'b', 0x20ac, 0x1f600};
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private static byte[] anyBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(5)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(4) - 2);
        }
        return bytes;
    }
}
