/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement about what a session keeps: prepared statements, cursors, locks. */
public sealed interface SessionStatement {
    /**
     * PREPARE.
     *
     * @param types texts of the types that were declared for parameters
     * @param sql the statement, with its parameters as {@code $1}
     */
    record Prepare(String name, List<String> types, String sql) implements SessionStatement {}

    /**
     * EXECUTE.
     *
     * @param arguments text of the arguments, or null if there are none
     */
    record Execute(String name, @Nullable String arguments) implements SessionStatement {}

    /** DEALLOCATE; null for all. */
    record Deallocate(@Nullable String name) implements SessionStatement {}

    /**
     * LOCK TABLE.
     *
     * @param exclusive whether the mode keeps others from writing
     */
    record Lock(List<List<String>> tables, boolean exclusive) implements SessionStatement {}

    /**
     * DECLARE.
     *
     * @param scroll SCROLL or NO SCROLL; null if nothing was said
     * @param hold whether it outlives its transaction
     */
    record Declare(String name, @Nullable Boolean scroll, boolean hold, String sql) implements SessionStatement {}

    /** Where FETCH goes. */
    enum Direction {
        FORWARD,
        BACKWARD,
        ABSOLUTE,
        RELATIVE
    }

    /**
     * FETCH or MOVE.
     *
     * @param count of rows, or a place; {@link Long#MAX_VALUE} for all
     * @param move whether the rows are passed over
     */
    record Fetch(String cursor, Direction direction, long count, boolean move) implements SessionStatement {}

    /** CLOSE; null for all. */
    record Close(@Nullable String cursor) implements SessionStatement {}

    /** UNLISTEN and DISCARD of what there is none of. */
    record Nothing() implements SessionStatement {}
}
