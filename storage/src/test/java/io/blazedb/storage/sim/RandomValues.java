/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.TreeLayout;
import java.util.Random;

/** Values of a workload: mostly small, some that take pages of their own, and rows in one tree. */
final class RandomValues {
    /** The tree whose leaves keep columns apart, sometimes. */
    static final long LAID_OUT = History.TREES;

    static final TreeLayout LAYOUT =
            TreeLayout.of(ColumnKind.INT32, ColumnKind.BYTES, ColumnKind.INT64, ColumnKind.FLOAT64);

    private static final int LARGE_BYTES = 300_000;

    private final Random random;
    private int kinds = 60;

    RandomValues(Random random) {
        this.random = random;
    }

    /** Makes large values more frequent: the log takes new segments more often. */
    void preferLarge() {
        kinds = 20;
    }

    byte[] next(long tree) {
        if (tree == LAID_OUT && random.nextInt(4) > 0) {
            return RandomRows.value(LAYOUT, random);
        }
        byte[] value = new byte[size()];
        random.nextBytes(value);
        return value;
    }

    private int size() {
        return switch (random.nextInt(kinds)) {
            case 0 -> LARGE_BYTES;
            case 1, 2, 3 -> 1 + random.nextInt(60_000);
            default -> 1 + random.nextInt(300);
        };
    }
}
