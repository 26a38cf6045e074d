/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;

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

    /** Adds tables or views to the publication. */
    public Publication add(Consumer<PublicationTables> tables) {
        PublicationTables added = new PublicationTables();
        tables.accept(added);
        database.execute("ALTER PUBLICATION " + Names.quoted(name) + " ADD " + added.toSql());
        return this;
    }

    /** Takes a table or view out of the publication; whoever has a replica loses its rows. */
    public Publication remove(String table) {
        database.execute("ALTER PUBLICATION " + Names.quoted(name) + " DROP TABLE " + Names.table(table));
        return this;
    }

    /**
     * What an app or user gets of the publication: for each table the columns, the condition, the privileges, and how many rows and bytes
     * there are; no rows if nothing is granted.
     *
     * @param grantee made by {@link Grantee#app} or {@link Grantee#user}
     */
    public List<Row> explainFor(Grantee grantee) {
        return database.sql("EXPLAIN PUBLICATION " + Names.quoted(name) + " FOR " + grantee.toSql());
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
