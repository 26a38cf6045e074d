/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a database lets out under one name; nobody sees it before a {@link GrantDefinition}.
 *
 * @param name the name
 * @param version counts the changes of this publication, from 1
 * @param tables the published tables
 */
public record PublicationDefinition(String name, int version, List<PublishedTable> tables) {

    /**
     * A table of a publication.
     *
     * @param schema the table's schema
     * @param table the table's name
     * @param columns names of the published columns in table order; EXCEPT is resolved when the publication is made, so that a column
     *     added to the table later stays hidden
     * @param whereSql text of the row condition, or null for all rows
     */
    public record PublishedTable(
            String schema,
            String table,
            List<String> columns,
            @Nullable String whereSql) {}

    /** A published table, or null. */
    public @Nullable PublishedTable table(String schema, String table) {
        for (PublishedTable published : tables) {
            if (published.schema().equals(schema) && published.table().equals(table)) {
                return published;
            }
        }
        return null;
    }
}
