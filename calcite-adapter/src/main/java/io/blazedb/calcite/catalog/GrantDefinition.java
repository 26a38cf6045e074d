/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

/**
 * A privilege on a publication.
 *
 * @param publication the publication's name
 * @param privilege what may be done
 * @param granteeKind who may do it
 * @param grantee the app's, group's or user's name; empty for SAME_USER and PUBLIC
 */
public record GrantDefinition(String publication, Privilege privilege, GranteeKind granteeKind, String grantee) {

    /** What may be done with a publication. */
    public enum Privilege {
        /** Ask the publisher, who answers; nothing stays behind. */
        SELECT,
        /** Keep a replica. */
        SUBSCRIBE,
        /** Send changes to the publisher, who applies them. */
        WRITE
    }

    /** Whom a grant names. */
    public enum GranteeKind {
        APP,
        APP_GROUP,
        USER,
        SAME_USER,
        PUBLIC
    }
}
