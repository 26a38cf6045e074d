/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;
import org.junit.jupiter.api.Test;

class PayloadTest {
    private static final byte[] CHANNEL = "channel".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DEVICE = "device".getBytes(StandardCharsets.US_ASCII);

    private final SecureRandom random = new SecureRandom();

    /** First vector of draft-connolly-cfrg-xwing-kem, appendix C. */
    @Test
    void receivingKeysFollowThePublishedVector() {
        EnvelopeKeys keys = EnvelopeKeys.fromSeed(
                HexFormat.of().parseHex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"));
        assertThat(HexFormat.of().formatHex(keys.publicKey()))
                .startsWith("e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b");
        byte[] drawn = HexFormat.of()
                .parseHex("3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
                        + "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2");
        SecretWithEncapsulation made = new XWingKEMGenerator(new FixedRandom(drawn))
                .generateEncapsulated(new XWingPublicKeyParameters(keys.publicKey()));
        assertThat(HexFormat.of().formatHex(made.getSecret()))
                .isEqualTo("d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384");
        assertThat(HexFormat.of().formatHex(made.getEncapsulation()))
                .startsWith("b83aa828d4d62b9a83ceffe1d3d3bb1ef31264643c070c5798927e41fb07914a");
    }

    @Test
    void anEnvelopeOpensForItsDeviceChannelAndEpochOnly() {
        EnvelopeKeys device = EnvelopeKeys.generate(random);
        ChannelKey key = ChannelKey.generate(3, random);
        byte[] envelope = KeyEnvelope.wrap(key, CHANNEL, DEVICE, device.publicKey());
        assertThat(envelope).hasSize(KeyEnvelope.ENVELOPE_BYTES);
        assertThat(KeyEnvelope.open(envelope, CHANNEL, 3, DEVICE, device)).isEqualTo(key);
        assertThat(KeyEnvelope.open(envelope, CHANNEL, 3, DEVICE, EnvelopeKeys.fromSeed(device.copySeed())))
                .isEqualTo(key);
        assertRejected(() -> KeyEnvelope.open(envelope, CHANNEL, 4, DEVICE, device));
        assertRejected(() -> KeyEnvelope.open(envelope, DEVICE, 3, DEVICE, device));
        assertRejected(() -> KeyEnvelope.open(envelope, CHANNEL, 3, CHANNEL, device));
        assertRejected(() -> KeyEnvelope.open(envelope, CHANNEL, 3, DEVICE, EnvelopeKeys.generate(random)));
        for (int i : new int[] {0, 1, 700, 1120, 1121, envelope.length - 1}) {
            byte[] altered = envelope.clone();
            altered[i] ^= 1;
            assertRejected(() -> KeyEnvelope.open(altered, CHANNEL, 3, DEVICE, device));
        }
        assertRejected(() -> KeyEnvelope.wrap(key, CHANNEL, DEVICE, new byte[7]));
    }

    @Test
    void contentsOfAnySizeComeBack() {
        ChannelKey key = ChannelKey.generate(1, random);
        PayloadSealer sealer = new PayloadSealer(key, random);
        PayloadOpener opener = opener(key);
        for (int size : new int[] {0, 1, 63, 64, 65, 1000, 100_000}) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            assertThat(opener.open(context(1, size), sealer.seal(context(1, size), noise)))
                    .isEqualTo(noise);
            byte[] text =
                    "lorem ipsum ".repeat(size / 12 + 1).substring(0, size).getBytes(StandardCharsets.US_ASCII);
            byte[] sealed = sealer.seal(context(1, size), text);
            assertThat(opener.open(context(1, size), sealed)).isEqualTo(text);
            if (size == 100_000) {
                assertThat(sealed.length).isLessThan(size / 20);
            }
        }
    }

    @Test
    void everyStartOfAPublisherSealsUnderAnotherKey() {
        ChannelKey key = ChannelKey.generate(1, random);
        byte[] content = new byte[50];
        byte[] first = new PayloadSealer(key, random).seal(context(1, 1), content);
        byte[] second = new PayloadSealer(key, random).seal(context(1, 1), content);
        assertThat(Arrays.copyOfRange(first, 25, first.length))
                .isNotEqualTo(Arrays.copyOfRange(second, 25, second.length));
        PayloadSealer sealer = new PayloadSealer(key, random);
        byte[] third = sealer.seal(context(1, 1), content);
        byte[] fourth = sealer.seal(context(1, 1), content);
        assertThat(Arrays.copyOfRange(third, 33, third.length))
                .isNotEqualTo(Arrays.copyOfRange(fourth, 33, fourth.length));
    }

    @Test
    void whateverIsAlteredOrMovedFailsWithOneError() {
        long seed = Long.getLong("blazedb.seed", ThreadLocalRandom.current().nextLong());
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random choices = new Random(seed);
        ChannelKey key = ChannelKey.generate(1, random);
        PayloadSealer sealer = new PayloadSealer(key, random);
        PayloadOpener opener = opener(key);
        byte[] sealed = sealer.seal(
                context(1, 5),
                "some content that is longer than a block or two of it".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 2000; i++) {
            byte[] altered = sealed.clone();
            switch (choices.nextInt(3)) {
                case 0 -> altered[choices.nextInt(altered.length)] ^= (byte) (1 << choices.nextInt(8));
                case 1 -> altered = Arrays.copyOf(altered, choices.nextInt(altered.length));
                default -> {
                    altered = new byte[choices.nextInt(200)];
                    choices.nextBytes(altered);
                }
            }
            byte[] hostile = altered;
            assertRejected(() -> opener.open(context(1, 5), hostile));
        }
        assertRejected(() -> opener.open(context(1, 6), sealed));
        assertRejected(() -> opener.open(context(2, 5), sealed));
        assertRejected(() -> opener(ChannelKey.generate(1, random)).open(context(1, 5), sealed));
        PayloadContext snapshot = new PayloadContext(PayloadContext.Kind.SNAPSHOT_CHUNK, CHANNEL, DEVICE, 1, 5, 6, 0);
        assertRejected(() -> opener.open(snapshot, sealed));
        assertThat(opener.open(context(1, 5), sealed)).startsWith((byte) 's', (byte) 'o');
    }

    @Test
    void anExpandingContentIsBounded() {
        ChannelKey key = ChannelKey.generate(1, random);
        byte[] sealed = new PayloadSealer(key, random).seal(context(1, 1), new byte[2_000_000]);
        PayloadOpener opener = new PayloadOpener(1_000_000);
        opener.addKey(key);
        assertRejected(() -> opener.open(context(1, 1), sealed));
    }

    @Test
    void paddedLengthsAreFewAndLittleLonger() {
        long distinct = 0;
        int previous = -1;
        for (int length = 0; length < 100_000; length++) {
            int padded = Packing.padme(length);
            assertThat(padded).isGreaterThanOrEqualTo(length).isGreaterThanOrEqualTo(previous);
            assertThat(padded - length).isLessThanOrEqualTo(length * 12 / 100 + 1);
            assertThat(Packing.padme(padded)).isEqualTo(padded);
            if (padded != previous) {
                distinct++;
            }
            previous = padded;
        }
        assertThat(distinct).isLessThan(300);
    }

    private static PayloadContext context(int epoch, long position) {
        return new PayloadContext(PayloadContext.Kind.RECORDS, CHANNEL, DEVICE, epoch, position, position + 1, 0);
    }

    private static PayloadOpener opener(ChannelKey key) {
        PayloadOpener opener = new PayloadOpener(1 << 20);
        opener.addKey(key);
        return opener;
    }

    private static void assertRejected(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(SyncErrorCode.PAYLOAD_REJECTED))
                .hasMessage(SyncErrorCode.PAYLOAD_REJECTED.text())
                .hasNoCause();
    }

    /** Hands out given bytes. */
    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] drawn;
        private int offset;

        FixedRandom(byte[] drawn) {
            this.drawn = drawn;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(drawn, offset, bytes, 0, bytes.length);
            offset += bytes.length;
        }
    }
}
