/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.payload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/**
 * Opens payloads of one channel with the keys of the epochs that this device was given. Whatever was altered, moved or sealed under
 * another key fails with PAYLOAD_REJECTED and no further detail.
 *
 * <p>Threading: one thread at a time.
 */
public final class PayloadOpener {
    private static final byte[] KEY_DOMAIN = "blazedb/1 payload key".getBytes(StandardCharsets.US_ASCII);

    /** Derived keys kept: one for each start of the publisher. */
    private static final int DERIVED_KEYS_MAX = 64;

    private final Map<Integer, ChannelKey> keys = new HashMap<>();
    private final Map<ByteBuffer, SecretKey> derived = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, SecretKey> eldest) {
            return size() > DERIVED_KEYS_MAX;
        }
    };
    private final Cipher cipher = PayloadCrypto.cipher();
    private final int contentBytesMax;

    /**
     * An opener without keys.
     *
     * @param contentBytesMax longest content accepted after decompression
     */
    public PayloadOpener(int contentBytesMax) {
        this.contentBytesMax = contentBytesMax;
    }

    public void addKey(ChannelKey key) {
        keys.put(key.epoch(), key);
    }

    public boolean hasKey(int epoch) {
        return keys.containsKey(epoch);
    }

    /**
     * The content of a sealed payload.
     *
     * @throws io.blazedb.sync.error.SyncException PAYLOAD_REJECTED
     */
    public byte[] open(PayloadContext context, byte[] sealed) {
        ChannelKey channelKey = keys.get(context.epoch());
        if (channelKey == null
                || sealed.length < PayloadSealer.HEADER_BYTES + PayloadCrypto.TAG_BYTES
                || sealed[0] != PayloadSealer.VERSION) {
            throw PayloadCrypto.rejected();
        }
        ByteBuffer header = ByteBuffer.wrap(sealed, 1, PayloadSealer.HEADER_BYTES - 1);
        byte[] salt = new byte[PayloadCrypto.SALT_BYTES];
        header.get(salt);
        long counter = header.getLong();
        SecretKey key = derivedKey(channelKey, salt);
        byte[] plain = PayloadCrypto.open(
                cipher,
                key,
                counter,
                context.associatedData(),
                sealed,
                PayloadSealer.HEADER_BYTES,
                sealed.length - PayloadSealer.HEADER_BYTES);
        return Packing.unpack(plain, contentBytesMax);
    }

    private SecretKey derivedKey(ChannelKey channelKey, byte[] salt) {
        ByteBuffer id = ByteBuffer.allocate(Integer.BYTES + salt.length)
                .putInt(channelKey.epoch())
                .put(salt)
                .flip();
        return derived.computeIfAbsent(id, absent -> sealingKey(channelKey, salt));
    }

    static SecretKey sealingKey(ChannelKey channelKey, byte[] salt) {
        byte[] info = ByteBuffer.allocate(KEY_DOMAIN.length + Integer.BYTES)
                .put(KEY_DOMAIN)
                .putInt(channelKey.epoch())
                .array();
        return PayloadCrypto.derive(channelKey.copySecret(), salt, info);
    }
}
