/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

/** What COMMENT ON may be about beside tables, views, columns, constraints and domains, which keep their texts themselves. */
public enum Commented {
    DATABASE,
    SCHEMA,
    SEQUENCE,
    INDEX,
    /** Its name is its table's and its own. */
    POLICY,
    ROLE,
    PUBLICATION,
    FUNCTION
}
