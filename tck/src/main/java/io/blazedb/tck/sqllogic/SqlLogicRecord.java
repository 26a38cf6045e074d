/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.sqllogic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record of a test file. */
sealed interface SqlLogicRecord {
    /** Line on which the record starts, from 1. */
    int line();

    /** The conditions before the record. */
    List<Condition> conditions();

    /** {@code skipif NAME} or {@code onlyif NAME}. */
    record Condition(boolean only, String engine) {
        boolean holds(String name) {
            return engine.equalsIgnoreCase(name) == only;
        }
    }

    /** A statement that must succeed, or must fail. */
    record Statement(int line, List<Condition> conditions, String sql, boolean fails) implements SqlLogicRecord {}

    /**
     * A query.
     *
     * @param types a letter for each column: I integers, R numbers with three digits after the point, T texts
     * @param label queries of the same label give the same result; null for none
     * @param expected the values one by one, or the line that tells their number and hash; null if any result will do
     */
    record Query(
            int line,
            List<Condition> conditions,
            String sql,
            String types,
            SortMode sort,
            @Nullable String label,
            @Nullable List<String> expected)
            implements SqlLogicRecord {}

    /** The end of the file for those to whom it applies. */
    record Halt(int line, List<Condition> conditions) implements SqlLogicRecord {}

    /** How values are sorted before they are compared. */
    enum SortMode {
        NOSORT,
        ROWSORT,
        VALUESORT
    }
}
