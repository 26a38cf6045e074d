/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proof that an app's key belongs to a group: either the group's root key signed the member certificate, or it signed a delegate that did.
 *
 * @param group the group's name
 * @param groupKey the group's public root key
 * @param chain the member certificate, preceded by the delegate's if a delegate issued it
 */
public record Membership(String group, byte[] groupKey, List<Certificate> chain) {
    private static final int CHAIN_MAX = 2;

    public Membership {
        chain = List.copyOf(chain);
    }

    /** Whether the chain leads from the group's root key to the app's key and nothing in it is void. */
    public boolean isValid(byte[] appKey, long nowSeconds) {
        byte[] issuer = groupKey;
        for (int i = 0; i < chain.size(); i++) {
            Certificate certificate = chain.get(i);
            boolean last = i == chain.size() - 1;
            Certificate.Kind kind = last ? Certificate.Kind.MEMBER : Certificate.Kind.DELEGATE;
            if (certificate.kind() != kind
                    || !certificate.name().equals(group)
                    || !certificate.isIssuedBy(issuer)
                    || !certificate.isValid(nowSeconds)) {
                return false;
            }
            issuer = certificate.subject();
        }
        return !chain.isEmpty() && Arrays.equals(issuer, appKey);
    }

    void encode(WireWriter writer) {
        writer.text(group).raw(groupKey).varint(chain.size());
        chain.forEach(certificate -> writer.bytes(certificate.encode()));
    }

    static Membership decode(WireReader reader) {
        String group = reader.text(Limits.NAME_BYTES_MAX);
        byte[] groupKey = reader.raw(SigningKey.KEY_BYTES);
        int count = reader.count(CHAIN_MAX);
        List<Certificate> chain = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chain.add(Certificate.decode(reader.bytes(Certificate.BYTES_MAX)));
        }
        return new Membership(group, groupKey, chain);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Membership membership
                && group.equals(membership.group)
                && Arrays.equals(groupKey, membership.groupKey)
                && chain.equals(membership.chain);
    }

    @Override
    public int hashCode() {
        return group.hashCode();
    }

    @Override
    public String toString() {
        return "Membership[" + group + " " + SigningKey.fingerprint(groupKey) + "]";
    }
}
