/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.channel;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.HomeFiles;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A hub's own TLS certificate and its key: self-signed, ECDSA P-256, made at the hub's first start. Clients know a hub by the SHA-256 of
 * this certificate.
 *
 * <p>File {@code hub.key}, for its owner only: version u8 = 1, PKCS #8 key, X.509 certificate, each with its length.
 */
public final class HubCertificate {
    private static final int VERSION = 1;
    private static final int PART_BYTES_MAX = 16 << 10;
    private static final int SERIAL_BITS = 127;
    private static final Duration VALIDITY = Duration.ofDays(365 * 100);

    private final PrivateKey key;
    private final X509Certificate certificate;

    private HubCertificate(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** The hub's certificate; made when the file is not there. */
    public static HubCertificate loadOrCreate(Path file, SecureRandom random, Clock clock) {
        try {
            byte[] contents = HomeFiles.read(file);
            if (contents == null) {
                HomeFiles.create(file, generate(random, clock));
                contents = HomeFiles.read(file);
            }
            return parse(contents == null ? new byte[0] : contents);
        } catch (GeneralSecurityException | OperatorCreationException | SyncException e) {
            throw new SyncException(SyncErrorCode.DAMAGED_IDENTITY, "file=" + file.getFileName(), e);
        }
    }

    private static byte[] generate(SecureRandom random, Clock clock)
            throws GeneralSecurityException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair pair = generator.generateKeyPair();
        Instant now = clock.instant();
        X500Name name = new X500Name("CN=BlazeDB hub");
        byte[] certificate = encoded(new X509v3CertificateBuilder(
                        name,
                        new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(VALIDITY)),
                        name,
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
        return new WireWriter(1_024)
                .u8(VERSION)
                .bytes(pair.getPrivate().getEncoded())
                .bytes(certificate)
                .toByteArray();
    }

    private static byte[] encoded(org.bouncycastle.cert.X509CertificateHolder holder) throws CertificateException {
        try {
            return holder.getEncoded();
        } catch (java.io.IOException e) {
            throw new CertificateException(e);
        }
    }

    private static HubCertificate parse(byte[] contents) throws GeneralSecurityException {
        WireReader reader = new WireReader(contents);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("hub key version");
        }
        PrivateKey key =
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(reader.bytes(PART_BYTES_MAX)));
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(reader.bytes(PART_BYTES_MAX)));
        reader.end();
        return new HubCertificate(key, certificate);
    }

    public PrivateKey key() {
        return key;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** What people compare: {@code sha256:} and 64 hexadecimal digits. */
    public String fingerprint() {
        return fingerprint(certificate);
    }

    public static String fingerprint(X509Certificate certificate) {
        return "sha256:" + HexFormat.of().formatHex(digest(certificate));
    }

    /** SHA-256 of the certificate. */
    public static byte[] digest(X509Certificate certificate) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "hub certificate", e);
        }
    }

    @Override
    public String toString() {
        return "HubCertificate[" + fingerprint() + "]";
    }
}
