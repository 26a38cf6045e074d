/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

/** Whom a grant names. */
public sealed interface Grantee permits AppGroup, Grantee.Named, Grantee.Anyone {

    /** The grantee in a GRANT statement. */
    String toSql();

    /** An app by its name. */
    static Grantee app(String name) {
        return new Named("APP", name);
    }

    /** A user by his id. */
    static Grantee user(String id) {
        return new Named("USER", id);
    }

    /** The user who owns the database, on any of his devices and in any of his apps. */
    static Grantee sameUser() {
        return new Anyone("SAME USER");
    }

    static Grantee everyone() {
        return new Anyone("PUBLIC");
    }

    /**
     * Someone with a name.
     *
     * @param keyword what the name is of
     * @param name the name
     */
    record Named(String keyword, String name) implements Grantee {
        @Override
        public String toSql() {
            return keyword + " " + Names.literal(name);
        }
    }

    /**
     * A grantee without a name.
     *
     * @param keyword how SQL writes it
     */
    record Anyone(String keyword) implements Grantee {
        @Override
        public String toSql() {
            return keyword;
        }
    }
}
