/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * CHALLENGE: the publisher answers HELLO, proves who it is and asks for the same.
 *
 * <pre>
 * offset size field
 * 0      2    version chosen
 * 2      4    capabilities
 * 6      32   nonce
 * 38     n    bytes: the publisher's credentials
 * ..     64   signature by its app key, domain "blazedb/1 publisher", over SHA-256 of HELLO's body and of all of the above
 * </pre>
 */
public record Challenge(int version, int capabilities, byte[] nonce, byte[] credentials, byte[] signature) {
    private static final String DOMAIN = "blazedb/1 publisher";

    /** The signed answer to a HELLO. */
    static Challenge answer(
            byte[] hello, int version, int capabilities, byte[] nonce, byte[] credentials, SigningKey key) {
        Challenge unsigned =
                new Challenge(version, capabilities, nonce, credentials, new byte[SigningKey.SIGNATURE_BYTES]);
        return new Challenge(
                version, capabilities, nonce, credentials, key.sign(DOMAIN, transcript(hello, unsigned.body())));
    }

    /** Whether the app of these credentials signed it as the answer to this HELLO. */
    public boolean isSignedBy(byte[] appKey, byte[] hello) {
        return SigningKey.verify(appKey, DOMAIN, transcript(hello, body()), signature);
    }

    private byte[] body() {
        return new WireWriter()
                .u16(version)
                .u32(capabilities)
                .raw(nonce)
                .bytes(credentials)
                .toByteArray();
    }

    public byte[] encode() {
        return new WireWriter().raw(body()).raw(signature).toByteArray();
    }

    public static Challenge decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        Challenge challenge = new Challenge(
                reader.u16(),
                reader.u32(),
                reader.raw(Hello.NONCE_BYTES),
                reader.bytes(Credentials.BYTES_MAX),
                reader.raw(SigningKey.SIGNATURE_BYTES));
        reader.end();
        return challenge;
    }

    /** SHA-256 over messages, each after its length. */
    static byte[] transcript(byte[]... messages) {
        WireWriter writer = new WireWriter(4_096);
        for (byte[] message : messages) {
            writer.u32(message.length).raw(message);
        }
        try {
            return MessageDigest.getInstance("SHA-256").digest(writer.toByteArray());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
