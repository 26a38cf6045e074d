/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlRecord;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.bytes.ByteSlice;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Order and equality of internal values. The order of each type is that of its key encoding, so that an index gives it. */
public final class Values {
    private Values() {}

    /** Compares two values that are not NULL; numbers of different types by their mathematical value. */
    public static int compare(Object a, Object b) {
        if (a instanceof Integer x && b instanceof Integer y) {
            return Integer.compare(x, y);
        }
        if (a instanceof String x && b instanceof String y) {
            return compareText(x, y);
        }
        if (a instanceof Number x && b instanceof Number y) {
            return compareNumbers(x, y);
        }
        if (a instanceof byte[] x && b instanceof byte[] y) {
            return Arrays.compareUnsigned(x, y);
        }
        if (a instanceof UUID x && b instanceof UUID y) {
            int high = Long.compareUnsigned(x.getMostSignificantBits(), y.getMostSignificantBits());
            return high != 0 ? high : Long.compareUnsigned(x.getLeastSignificantBits(), y.getLeastSignificantBits());
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return Boolean.compare(x, y);
        }
        if (a instanceof Object[] x && b instanceof Object[] y) {
            return compareRows(x, y);
        }
        if (a instanceof Interval x && b instanceof Interval y) {
            return x.compareTo(y);
        }
        if (a instanceof SqlArray x && b instanceof SqlArray y) {
            return compareArrays(x, y);
        }
        if (a instanceof SqlRecord x && b instanceof SqlRecord y) {
            return compareRows(x.values(), y.values());
        }
        throw new IllegalStateException("values of different kinds: " + a.getClass() + ", " + b.getClass());
    }

    /** Compares row values field by field. */
    private static int compareRows(@Nullable Object[] a, @Nullable Object[] b) {
        for (int i = 0; i < a.length && i < b.length; i++) {
            int c = compareNullsLast(a[i], b[i]);
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    /** Compares arrays element by element, then by their number, then by dimensions. */
    private static int compareArrays(SqlArray a, SqlArray b) {
        int c = compareRows(a.elements(), b.elements());
        if (c == 0) {
            c = Integer.compare(a.dimensions(), b.dimensions());
        }
        return c == 0 ? Arrays.compare(a.lengths(), b.lengths()) : c;
    }

    /** The order of ORDER BY without further words: NULL after every value. */
    public static int compareNullsLast(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? 1 : -1;
        }
        return compare(a, b);
    }

    /** Order of code points, as UTF-8 bytes have it. */
    public static int compareText(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean high = Character.isSurrogate(x);
                return high != Character.isSurrogate(y) ? (high ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int compareNumbers(Number a, Number b) {
        if (isIntegral(a) && isIntegral(b)) {
            return Long.compare(a.longValue(), b.longValue());
        }
        if (isFloating(a) || isFloating(b)) {
            double x = a.doubleValue();
            double y = b.doubleValue();
            return x == y ? 0 : Double.compare(x, y);
        }
        return decimal(a).compareTo(decimal(b));
    }

    private static boolean isIntegral(Number value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short;
    }

    private static boolean isFloating(Number value) {
        return value instanceof Double || value instanceof Float;
    }

    /** A number as a BigDecimal; a floating one by its shortest decimal form. */
    public static BigDecimal decimal(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof Double || value instanceof Float) {
            return new BigDecimal(value.toString());
        }
        return BigDecimal.valueOf(((Number) value).longValue());
    }

    /**
     * How values are made comparable by {@code equals} and {@code hashCode}: numbers that are equal in SQL become equal objects, byte
     * arrays compare by content.
     */
    public enum KeyForm {
        /** The value itself. */
        AS_IS,
        LONG,
        DECIMAL,
        DOUBLE,
        BYTES;

        /** The form in which values of both types can be compared. */
        public static KeyForm of(SqlType a, SqlType b) {
            KeyForm x = of(a);
            KeyForm y = of(b);
            if (x == y) {
                return x == LONG && a.name() == b.name() ? AS_IS : x;
            }
            if (a.name() == SqlType.Name.NULL) {
                return y;
            }
            if (b.name() == SqlType.Name.NULL) {
                return x;
            }
            if (x == AS_IS || y == AS_IS) {
                return AS_IS;
            }
            return x == DOUBLE || y == DOUBLE ? DOUBLE : DECIMAL;
        }

        private static KeyForm of(SqlType type) {
            return switch (type.name()) {
                case SMALLINT, INTEGER, BIGINT -> LONG;
                case DECIMAL -> DECIMAL;
                case REAL, DOUBLE -> DOUBLE;
                case BINARY, VARBINARY -> BYTES;
                default -> AS_IS;
            };
        }

        /** The value in this form; null stays null. */
        public @Nullable Object apply(@Nullable Object value) {
            if (value == null || this == AS_IS) {
                return value;
            }
            return switch (this) {
                case LONG -> ((Number) value).longValue();
                case DECIMAL -> plain(decimal(value));
                case DOUBLE -> ((Number) value).doubleValue() + 0.0;
                case BYTES -> ByteSlice.of((byte[]) value);
                case AS_IS -> value;
            };
        }

        private static Object plain(BigDecimal value) {
            return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        }
    }

    /** Rows by one of their columns. */
    public static Comparator<@Nullable Object[]> byColumn(int column, boolean descending, boolean nullsFirst) {
        return (a, b) -> {
            Object x = a[column];
            Object y = b[column];
            if (x == null || y == null) {
                return x == y ? 0 : (x == null) == nullsFirst ? -1 : 1;
            }
            return descending ? compare(y, x) : compare(x, y);
        };
    }
}
