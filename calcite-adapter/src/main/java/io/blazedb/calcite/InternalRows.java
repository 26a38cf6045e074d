/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import org.jspecify.annotations.Nullable;

/** Rows of the engine's own making, which can be had as they are inside of it. */
interface InternalRows extends RowCursor {
    /** The current row as internal values; null if it is on none. */
    @Nullable
    Object @Nullable [] row();
}
