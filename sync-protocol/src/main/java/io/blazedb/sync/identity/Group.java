/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An app group as this home knows it: as its creator, with the root key, or as one who joined, with the key of an invitation.
 *
 * @param name the group's name
 * @param groupKey its public root key
 * @param issuer the key that certifies members here: the root key or an invitation's
 * @param delegate the invitation's certificate; null at the creator
 * @param hub address of the hub that the invitation named; empty for none
 * @param ownerId fingerprint of the creating user's root key
 */
public record Group(
        String name,
        byte[] groupKey,
        SigningKey issuer,
        @Nullable Certificate delegate,
        String hub,
        String ownerId) {
    private static final int VERSION = 1;

    /** Whether the group was created here. */
    public boolean isCreator() {
        return delegate == null;
    }

    /** Fingerprint of the group's root key. */
    public String id() {
        return SigningKey.fingerprint(groupKey);
    }

    byte[] encode() {
        WireWriter writer =
                new WireWriter().u8(VERSION).text(name).raw(groupKey).raw(issuer.copySeed());
        writer.bytes(delegate == null ? new byte[0] : delegate.encode());
        return writer.text(hub).text(ownerId).toByteArray();
    }

    static Group decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("group version");
        }
        String name = reader.text(Limits.NAME_BYTES_MAX);
        byte[] groupKey = reader.raw(SigningKey.KEY_BYTES);
        SigningKey issuer = SigningKey.fromSeed(reader.raw(SigningKey.KEY_BYTES));
        byte[] delegate = reader.bytes(Certificate.BYTES_MAX);
        Group group = new Group(
                name,
                groupKey,
                issuer,
                delegate.length == 0 ? null : Certificate.decode(delegate),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.NAME_BYTES_MAX));
        reader.end();
        return group;
    }

    /** The certificates before a member's: none at the creator. */
    List<Certificate> chainTo(Certificate member) {
        List<Certificate> chain = new ArrayList<>();
        if (delegate != null) {
            chain.add(delegate);
        }
        chain.add(member);
        return chain;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Group[" + name + " " + id() + "]";
    }
}
