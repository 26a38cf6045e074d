/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Compares internal values of the same type. */
public final class EqualValues {
    private EqualValues() {}

    public static boolean areEqual(@Nullable Object a, @Nullable Object b) {
        if (a instanceof byte[] left && b instanceof byte[] right) {
            return Arrays.equals(left, right);
        }
        if (a instanceof BigDecimal left && b instanceof BigDecimal right) {
            return left.compareTo(right) == 0;
        }
        return a == null ? b == null : a.equals(b);
    }
}
