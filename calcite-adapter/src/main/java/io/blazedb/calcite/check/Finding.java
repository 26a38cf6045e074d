/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.check;

/**
 * Something that is wrong with a database.
 *
 * @param severity how bad it is
 * @param object what it concerns: {@code file}, {@code catalog}, a table or an index by its full name
 * @param problem what is wrong
 * @param detail where
 */
public record Finding(Severity severity, String object, Problem problem, String detail) {

    /** How bad a finding is. */
    public enum Severity {
        /** What was stored may be lost or answers may be wrong. */
        ERROR,
        /** Nothing is lost, space is. */
        WARNING
    }

    /** What can be wrong above the pages; those of pages have the names of {@link io.blazedb.storage.check.CheckFinding.Kind}. */
    public enum Problem {
        UNREADABLE_PAGE,
        REFERENCED_TWICE,
        OUT_OF_RANGE,
        REFERENCED_BUT_FREE,
        LEAKED,
        KEY_ORDER,
        WRONG_COUNT,
        /** A record of the catalog cannot be read, or contradicts another. */
        BAD_CATALOG_RECORD,
        /** A row does not fit the definition of its table. */
        UNREADABLE_ROW,
        /** A row stands under another key than its own. */
        WRONG_KEY,
        NOT_NULL_VIOLATED,
        UNIQUE_VIOLATED,
        CHECK_VIOLATED,
        /** A computed column has another value than its expression gives. */
        WRONG_GENERATED_VALUE,
        /** A row refers to one that is not there. */
        FOREIGN_KEY_VIOLATED,
        /** A row has no entry in an index. */
        MISSING_INDEX_ENTRY,
        /** An entry of an index has no row, or a row with other values. */
        STALE_INDEX_ENTRY,
        /** A generator would give a value again. */
        COUNTER_BEHIND,
        /** Entries that no table and no index owns. */
        ORPHAN_TREE,
        /** More was found of this object than is listed. */
        MORE
    }
}
