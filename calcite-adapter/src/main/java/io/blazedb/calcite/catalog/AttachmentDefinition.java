/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A remembered attachment. It stands, secret included, only inside the encrypted database.
 *
 * @param alias name of the attached database in SQL
 * @param source the source string
 * @param namespace namespace of a replica's tables in this database; unique, never reused
 * @param writable whether READ_WRITE was asked for
 * @param predicates the subscriber's own conditions by table name; the empty name for all tables
 * @param secretKind how the secret opens the source
 * @param secret passphrase or raw key of the attached file, or null
 */
public record AttachmentDefinition(
        String alias,
        String source,
        int namespace,
        boolean writable,
        Map<String, String> predicates,
        SecretKind secretKind,
        byte @Nullable [] secret) {

    /** What a secret is. */
    public enum SecretKind {
        NONE,
        PASSPHRASE,
        RAW_KEY
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "AttachmentDefinition[" + alias + ", " + source + ", namespace=" + namespace + "]";
    }
}
