/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What an app shows of itself: its certificate by the user's root key, and its memberships. Public; it proves something only together with a signature by the
 * app's key over a fresh challenge.
 *
 * @param app the app's certificate
 * @param memberships its memberships
 */
public record Credentials(Certificate app, List<Membership> memberships) {
    /** Bytes of encoded credentials at most. */
    public static final int BYTES_MAX = 32 << 10;

    private static final int VERSION = 1;
    private static final int MEMBERSHIPS_MAX = 8;

    public Credentials {
        memberships = List.copyOf(memberships);
    }

    /** The user's public root key. */
    public byte[] userKey() {
        return app.issuer();
    }

    /** Fingerprint of the user's root key. */
    public String userId() {
        return SigningKey.fingerprint(app.issuer());
    }

    /** The app's public key. */
    public byte[] appKey() {
        return app.subject();
    }

    /** Fingerprint of the app's key: the app on one device. */
    public String deviceId() {
        return SigningKey.fingerprint(app.subject());
    }

    public String appName() {
        return app.name();
    }

    /** Whether every certificate holds together and none is void. */
    public boolean isValid(long nowSeconds) {
        return app.kind() == Certificate.Kind.APP
                && app.isValid(nowSeconds)
                && memberships.stream().allMatch(membership -> membership.isValid(app.subject(), nowSeconds));
    }

    /** Fails with AUTHENTICATION_FAILED unless {@link #isValid}. */
    public Credentials requireValid(long nowSeconds) {
        if (!isValid(nowSeconds)) {
            throw new SyncException(SyncErrorCode.AUTHENTICATION_FAILED, "certificate");
        }
        return this;
    }

    public byte[] encode() {
        WireWriter writer =
                new WireWriter(2_048).u8(VERSION).bytes(app.encode()).varint(memberships.size());
        memberships.forEach(membership -> membership.encode(writer));
        return writer.toByteArray();
    }

    /**
     * The credentials in these bytes, not yet verified.
     *
     * @throws SyncException MALFORMED
     */
    public static Credentials decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("credentials version");
        }
        Certificate app = Certificate.decode(reader.bytes(Certificate.BYTES_MAX));
        int count = reader.count(MEMBERSHIPS_MAX);
        List<Membership> memberships = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            memberships.add(Membership.decode(reader));
        }
        reader.end();
        return new Credentials(app, memberships);
    }
}
