/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;

/**
 * An epoch's key wrapped for one device by HPKE (RFC 9180, base mode) with KEM 0x647A (X-Wing: X25519 and ML-KEM-768), KDF HKDF-SHA256
 * and AEAD AES-256-GCM. Channel, epoch and device are in the context: an envelope opens for nothing else. Base mode does not
 * say who wrapped it; whoever sends an envelope signs it.
 *
 * <pre>
 * offset size field
 * 0      1    version, 1
 * 1      1120 encapsulation
 * 1121   48   key, wrapped
 * </pre>
 */
public final class KeyEnvelope {

    /** What signatures over envelopes are for. */
    public static final String SIGNATURE_DOMAIN = "blazedb/1 signed envelope";

    /** Bytes of an envelope. */
    public static final int ENVELOPE_BYTES = 1 + 1120 + ChannelKey.KEY_BYTES + PayloadCrypto.TAG_BYTES;

    private static final byte VERSION = 1;
    private static final int ENCAPSULATION_BYTES = 1120;
    private static final byte[] DOMAIN = "blazedb/1 channel key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_ASSOCIATED_DATA = {};

    private KeyEnvelope() {}

    /**
     * Wraps a key for a device.
     *
     * @param channel id of the channel
     * @param device id of the receiving device
     * @param devicePublicKey its {@link EnvelopeKeys#publicKey()}
     * @throws io.blazedb.sync.error.SyncException PAYLOAD_REJECTED if that is no public key
     */
    public static byte[] wrap(ChannelKey key, byte[] channel, byte[] device, byte[] devicePublicKey) {
        if (devicePublicKey.length != EnvelopeKeys.PUBLIC_KEY_BYTES) {
            throw PayloadCrypto.rejected();
        }
        try {
            HPKE hpke = hpke();
            HPKEContextWithEncapsulation context =
                    hpke.setupBaseS(hpke.deserializePublicKey(devicePublicKey), info(channel, key.epoch(), device));
            byte[] wrapped = context.seal(NO_ASSOCIATED_DATA, key.copySecret());
            return ByteBuffer.allocate(ENVELOPE_BYTES)
                    .put(VERSION)
                    .put(context.getEncapsulation())
                    .put(wrapped)
                    .array();
        } catch (InvalidCipherTextException | RuntimeException e) {
            throw PayloadCrypto.rejected();
        }
    }

    /**
     * Opens an envelope made for this device.
     *
     * @throws io.blazedb.sync.error.SyncException PAYLOAD_REJECTED
     */
    public static ChannelKey open(byte[] envelope, byte[] channel, int epoch, byte[] device, EnvelopeKeys keys) {
        if (envelope.length != ENVELOPE_BYTES || envelope[0] != VERSION) {
            throw PayloadCrypto.rejected();
        }
        try {
            byte[] encapsulation = Arrays.copyOfRange(envelope, 1, 1 + ENCAPSULATION_BYTES);
            byte[] wrapped = Arrays.copyOfRange(envelope, 1 + ENCAPSULATION_BYTES, envelope.length);
            byte[] secret = hpke().setupBaseR(encapsulation, keys.pair(), info(channel, epoch, device))
                    .open(NO_ASSOCIATED_DATA, wrapped);
            return new ChannelKey(epoch, secret);
        } catch (InvalidCipherTextException | RuntimeException e) {
            throw PayloadCrypto.rejected();
        }
    }

    /** What the publisher signs beside an envelope, so that a device takes keys from nobody else. */
    public static byte[] signedBytes(byte[] envelope, byte[] channel, int epoch, byte[] device) {
        byte[] bound = info(channel, epoch, device);
        return ByteBuffer.allocate(bound.length + envelope.length)
                .put(bound)
                .put(envelope)
                .array();
    }

    static HPKE hpke() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X_WING, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    private static byte[] info(byte[] channel, int epoch, byte[] device) {
        return ByteBuffer.allocate(DOMAIN.length + 2 + channel.length + 4 + 2 + device.length)
                .put(DOMAIN)
                .putShort((short) channel.length)
                .put(channel)
                .putInt(epoch)
                .putShort((short) device.length)
                .put(device)
                .array();
    }
}
