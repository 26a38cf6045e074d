/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.crypto.payload.EnvelopeKeys;
import java.util.List;

/** An app of this user on this device, with its secret keys. */
public final class AppIdentity {
    private final SigningKey signingKey;
    private final EnvelopeKeys envelopeKeys;
    private final Certificate certificate;

    AppIdentity(SigningKey signingKey, EnvelopeKeys envelopeKeys, Certificate certificate) {
        this.signingKey = signingKey;
        this.envelopeKeys = envelopeKeys;
        this.certificate = certificate;
    }

    public String name() {
        return certificate.name();
    }

    /** Fingerprint of the app's key. */
    public String deviceId() {
        return SigningKey.fingerprint(certificate.subject());
    }

    /** Fingerprint of the user's root key. */
    public String userId() {
        return SigningKey.fingerprint(certificate.issuer());
    }

    public SigningKey signingKey() {
        return signingKey;
    }

    /** The keys that secrets for this app are wrapped with. */
    public EnvelopeKeys envelopeKeys() {
        return envelopeKeys;
    }

    public Certificate certificate() {
        return certificate;
    }

    /** What the app shows, with these memberships. */
    public Credentials credentials(List<Membership> memberships) {
        return new Credentials(certificate, memberships);
    }

    @Override
    public String toString() {
        return "AppIdentity[" + name() + " " + deviceId() + "]";
    }
}
