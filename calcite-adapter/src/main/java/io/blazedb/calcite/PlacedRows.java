/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a result, to be read at any place: in memory as far as the session's {@code work_mem} goes, then in a sealed temporary file.
 * They live until the result or its session is closed. One thread at a time.
 */
public interface PlacedRows {

    List<ResultColumn> columns();

    /** How many rows there are. */
    int size();

    /** A row, the first being 0, as external values. Looking at rows near each other is cheap. */
    @Nullable
    Object[] row(int index);
}
