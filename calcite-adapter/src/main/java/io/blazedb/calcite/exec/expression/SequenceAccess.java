/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import org.jspecify.annotations.Nullable;

/** Sequences as one session sees them. A name is text as in SQL: of one to three parts, quoted or not. */
public interface SequenceAccess {

    long next(String name);

    /** The value that this session got last from the sequence. */
    long current(String name);

    /** The value that this session got last from any sequence. */
    long last();

    /** A column was given an identity value: it is what its sequence gave last. */
    void given(long tree, int column, long value);

    /** The name of the sequence of a table's identity column, as CURRVAL takes it; null if the column is none. */
    @Nullable
    String ofColumn(String table, String column);

    /** Sets the value that comes next, or the one before it if it counts as given already; returns it. */
    long set(String name, long value, boolean called);
}
