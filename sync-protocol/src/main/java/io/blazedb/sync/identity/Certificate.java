/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A signed statement about a key.
 *
 * <pre>
 * offset size field
 * 0      1    version, 1
 * 1      1    kind: 1 APP, 2 MEMBER, 3 DELEGATE
 * 2      32   issuer's public key (Ed25519)
 * 34     32   subject's public key (Ed25519)
 * 66     n    text: name of the app, or of the group
 * ..     n    bytes: the subject's public envelope key (APP), otherwise empty
 * ..     8    seconds since 1970 after which it is void; 0 for never
 * ..     8    serial, random
 * ..     64   Ed25519 over domain "blazedb/1 certificate" and all of the above
 * </pre>
 *
 * @param kind what it states
 * @param issuer public key that signed
 * @param subject public key that it is about
 * @param name name of the app, or of the group
 * @param envelopeKey public key that secrets for the subject are wrapped with; empty unless APP
 * @param notAfterSeconds when it becomes void; 0 for never
 * @param serial random number
 * @param signature the signature
 */
public record Certificate(
        Kind kind,
        byte[] issuer,
        byte[] subject,
        String name,
        byte[] envelopeKey,
        long notAfterSeconds,
        long serial,
        byte[] signature) {

    /** What a certificate states. Numbers travel. */
    public enum Kind {
        /** The subject is the key of the user's app of that name on one device. */
        APP(1),
        /** The subject, an app's key, is a member of the group of that name. */
        MEMBER(2),
        /** The subject may make members of the group of that name. */
        DELEGATE(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Kind ofNumber(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw WireReader.malformed("certificate kind=" + number);
        }
    }

    /** Bytes of a certificate at most. */
    public static final int BYTES_MAX = 4_096;

    private static final int VERSION = 1;
    private static final int ENVELOPE_KEY_BYTES_MAX = 2_048;
    private static final String DOMAIN = "blazedb/1 certificate";

    /** Issues a certificate. */
    static Certificate issue(
            Kind kind,
            SigningKey issuer,
            byte[] subject,
            String name,
            byte[] envelopeKey,
            long notAfterSeconds,
            SecureRandom random) {
        Certificate unsigned = new Certificate(
                kind,
                issuer.publicKey(),
                subject,
                name,
                envelopeKey,
                notAfterSeconds,
                random.nextLong(),
                new byte[SigningKey.SIGNATURE_BYTES]);
        byte[] signature = issuer.sign(DOMAIN, unsigned.body(new WireWriter()).toByteArray());
        return new Certificate(
                kind, unsigned.issuer, subject, name, envelopeKey, notAfterSeconds, unsigned.serial, signature);
    }

    /** Whether the issuer signed it and it is not void. */
    public boolean isValid(long nowSeconds) {
        return (notAfterSeconds == 0 || nowSeconds <= notAfterSeconds)
                && SigningKey.verify(issuer, DOMAIN, body(new WireWriter()).toByteArray(), signature);
    }

    public boolean isIssuedBy(byte[] publicKey) {
        return Arrays.equals(issuer, publicKey);
    }

    public byte[] encode() {
        return body(new WireWriter(1_536)).raw(signature).toByteArray();
    }

    /**
     * The certificate in these bytes, not yet verified.
     *
     * @throws io.blazedb.sync.error.SyncException MALFORMED
     */
    public static Certificate decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("certificate version");
        }
        Certificate certificate = new Certificate(
                Kind.ofNumber(reader.u8()),
                reader.raw(SigningKey.KEY_BYTES),
                reader.raw(SigningKey.KEY_BYTES),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.bytes(ENVELOPE_KEY_BYTES_MAX),
                reader.u64(),
                reader.u64(),
                reader.raw(SigningKey.SIGNATURE_BYTES));
        reader.end();
        return certificate;
    }

    private WireWriter body(WireWriter writer) {
        return writer.u8(VERSION)
                .u8(kind.number())
                .raw(issuer)
                .raw(subject)
                .text(name)
                .bytes(envelopeKey)
                .u64(notAfterSeconds)
                .u64(serial);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Certificate certificate && Arrays.equals(encode(), certificate.encode());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(serial);
    }

    @Override
    public String toString() {
        return "Certificate[" + kind + " " + name + " " + SigningKey.fingerprint(subject) + "]";
    }
}
