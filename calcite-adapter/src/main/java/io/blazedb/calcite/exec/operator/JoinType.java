/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import org.jspecify.annotations.Nullable;

/** Which rows a join gives. */
public enum JoinType {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    /** Left rows with at least one match. */
    SEMI,
    /** Left rows without a match. */
    ANTI;

    /** Whether left rows without a match come out, with NULLs for the right side. */
    public boolean keepsLeft() {
        return this == LEFT || this == FULL;
    }

    /** Whether right rows without a match come out, with NULLs for the left side. */
    public boolean keepsRight() {
        return this == RIGHT || this == FULL;
    }

    /** Whether rows have the columns of the left side only. */
    public boolean isLeftOnly() {
        return this == SEMI || this == ANTI;
    }

    /** Columns of both sides, one after the other; a side that is null gives NULLs. */
    static @Nullable Object[] concat(
            @Nullable Object @Nullable [] left, int leftWidth, @Nullable Object @Nullable [] right, int rightWidth) {
        @Nullable Object[] row = new @Nullable Object[leftWidth + rightWidth];
        if (left != null) {
            System.arraycopy(left, 0, row, 0, leftWidth);
        }
        if (right != null) {
            System.arraycopy(right, 0, row, leftWidth, rightWidth);
        }
        return row;
    }
}
