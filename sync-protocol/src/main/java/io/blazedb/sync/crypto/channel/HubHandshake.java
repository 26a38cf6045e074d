/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.channel;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.SigningKey;
import io.blazedb.sync.wire.WireWriter;

/**
 * How a device proves to a hub who it is, inside TLS: its app key signs the nonces of both and the hub's certificate, so that a signature is good
 * for this connection to this hub only.
 */
public final class HubHandshake {
    /** Version of the protocol that this release speaks. */
    public static final int VERSION = 1;

    private static final String DOMAIN = "blazedb/1 hub authentication";

    private HubHandshake() {}

    public static byte[] sign(AppIdentity app, byte[] clientNonce, byte[] hubNonce, byte[] hubCertificateDigest) {
        return app.signingKey().sign(DOMAIN, message(clientNonce, hubNonce, hubCertificateDigest));
    }

    /**
     * The credentials of a client that signed.
     *
     * @throws SyncException AUTHENTICATION_FAILED, MALFORMED
     */
    public static Credentials verify(
            byte[] shown,
            byte[] signature,
            byte[] clientNonce,
            byte[] hubNonce,
            byte[] hubCertificateDigest,
            long nowSeconds) {
        Credentials credentials = Credentials.decode(shown).requireValid(nowSeconds);
        byte[] message = message(clientNonce, hubNonce, hubCertificateDigest);
        if (!SigningKey.verify(credentials.appKey(), DOMAIN, message, signature)) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "signature");
        }
        return credentials;
    }

    private static byte[] message(byte[] clientNonce, byte[] hubNonce, byte[] hubCertificateDigest) {
        return new WireWriter()
                .bytes(clientNonce)
                .bytes(hubNonce)
                .bytes(hubCertificateDigest)
                .toByteArray();
    }
}
