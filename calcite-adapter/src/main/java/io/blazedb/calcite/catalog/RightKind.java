/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

/** What a role may do with a table, sequence or schema; names are part of the catalog's format. */
public enum RightKind {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE,
    REFERENCES,
    TRIGGER,
    /** Of a schema: find what is in it. Of a sequence: take values. */
    USAGE,
    /** Of a schema: make something in it. */
    CREATE;

    /** Whether it can be given for single columns. */
    public boolean isOfColumns() {
        return this == SELECT || this == INSERT || this == UPDATE || this == REFERENCES;
    }
}
