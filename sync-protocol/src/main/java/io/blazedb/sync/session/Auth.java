/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;

/**
 * AUTH: the subscriber proves who it is.
 *
 * <pre>
 * offset size field
 * 0      n    bytes: the subscriber's credentials
 * ..     64   signature by its app key, domain "blazedb/1 subscriber", over SHA-256 of the bodies of HELLO and CHALLENGE and of the credentials
 * </pre>
 */
public record Auth(byte[] credentials, byte[] signature) {
    private static final String DOMAIN = "blazedb/1 subscriber";

    public static Auth answer(byte[] hello, byte[] challenge, byte[] credentials, SigningKey key) {
        return new Auth(credentials, key.sign(DOMAIN, Challenge.transcript(hello, challenge, credentials)));
    }

    boolean isSignedBy(byte[] appKey, byte[] hello, byte[] challenge) {
        return SigningKey.verify(appKey, DOMAIN, Challenge.transcript(hello, challenge, credentials), signature);
    }

    public byte[] encode() {
        return new WireWriter().bytes(credentials).raw(signature).toByteArray();
    }

    public static Auth decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        Auth auth = new Auth(reader.bytes(Credentials.BYTES_MAX), reader.raw(SigningKey.SIGNATURE_BYTES));
        reader.end();
        return auth;
    }
}
