/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;

/**
 * Rights that what a role makes has from the beginning: ALTER DEFAULT PRIVILEGES.
 *
 * @param role who makes it
 * @param schema where; empty for everywhere
 * @param objects what
 * @param rights the rights it then has
 */
public record DefaultRights(String role, String schema, Objects objects, List<SecurityDefinition.Right> rights) {

    /** What can have default rights; names are part of the catalog's format. */
    public enum Objects {
        TABLES,
        SEQUENCES,
        SCHEMAS
    }
}
