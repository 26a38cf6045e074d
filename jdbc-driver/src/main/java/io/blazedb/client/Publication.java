/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;

/** A publication of an open database. Nobody sees it before it is granted. */
public final class Publication {
    private final BlazeDatabase database;
    private final String name;

    Publication(BlazeDatabase database, String name) {
        this.database = database;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Grants privileges; granting again what is granted does nothing. */
    public Publication grantTo(Grantee grantee, Privilege... privileges) {
        database.execute(
                "GRANT " + list(privileges) + " ON PUBLICATION " + Names.quoted(name) + " TO " + grantee.toSql());
        return this;
    }

    /**
     * Grants privileges that end by themselves, with the effect of a revocation, when this computer's clock reaches a time. Granting again
     * replaces the time.
     */
    public Publication grantUntil(Instant end, Grantee grantee, Privilege... privileges) {
        database.execute("GRANT " + list(privileges) + " ON PUBLICATION " + Names.quoted(name) + " TO "
                + grantee.toSql() + " VALID UNTIL '" + end.truncatedTo(ChronoUnit.MICROS) + "'");
        return this;
    }

    /** Takes privileges back, all of them if none is named; whoever loses SUBSCRIBE gets nothing more. */
    public Publication revokeFrom(Grantee grantee, Privilege... privileges) {
        String what = privileges.length == 0 ? "ALL" : list(privileges);
        database.execute("REVOKE " + what + " ON PUBLICATION " + Names.quoted(name) + " FROM " + grantee.toSql());
        return this;
    }

    public void drop() {
        database.execute("DROP PUBLICATION IF EXISTS " + Names.quoted(name));
    }

    private static String list(Privilege... privileges) {
        StringJoiner joined = new StringJoiner(", ");
        List<Privilege> all = Arrays.asList(privileges);
        all.forEach(privilege -> joined.add(privilege.name()));
        return joined.toString();
    }
}
