/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A privilege on a publication.
 *
 * @param publication the publication's name
 * @param privilege what may be done
 * @param granteeKind who may do it
 * @param grantee the app's, group's or user's name; empty for SAME_USER and PUBLIC
 * @param validUntilMicros when it ends, in microseconds since 1970; null if it does not end by itself
 * @param expired whether it was seen to have ended; it then stays so, whatever a clock says
 */
public record GrantDefinition(
        String publication,
        Privilege privilege,
        GranteeKind granteeKind,
        String grantee,
        @Nullable Long validUntilMicros,
        boolean expired) {

    /** A grant that does not end by itself. */
    public GrantDefinition(String publication, Privilege privilege, GranteeKind granteeKind, String grantee) {
        this(publication, privilege, granteeKind, grantee, null, false);
    }

    public GrantDefinition withValidity(@Nullable Long untilMicros, boolean hasExpired) {
        return new GrantDefinition(publication, privilege, granteeKind, grantee, untilMicros, hasExpired);
    }

    /** Whether it gives anything at a time, in microseconds since 1970. */
    public boolean isValidAt(long micros) {
        return !expired && (validUntilMicros == null || micros < validUntilMicros);
    }

    /** Whether the other one gives the same privilege to the same grantee, for however long. */
    public boolean isSameButForValidity(GrantDefinition other) {
        return withValidity(null, false).equals(other.withValidity(null, false));
    }

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
