/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import java.util.Arrays;

/** The order of values in vectors of the same type, NULLs aside. */
final class VectorOrder {
    private VectorOrder() {}

    static int compare(Vector a, int aRow, Vector b, int bRow) {
        return switch (a.form) {
            case LONG -> Long.compare(a.longs[aRow], b.longs[bRow]);
            case DOUBLE -> Long.compare(VectorComparison.key(a.doubles[aRow]), VectorComparison.key(b.doubles[bRow]));
            case DECIMAL ->
                a.hasLarge || b.hasLarge || a.scale != b.scale
                        ? a.decimal(aRow).compareTo(b.decimal(bRow))
                        : Long.compare(a.longs[aRow], b.longs[bRow]);
            case BYTES ->
                Arrays.compareUnsigned(
                        a.arrays[aRow],
                        a.offsets[aRow],
                        a.offsets[aRow] + a.lengths[aRow],
                        b.arrays[bRow],
                        b.offsets[bRow],
                        b.offsets[bRow] + b.lengths[bRow]);
        };
    }
}
