/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.memory;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlArray;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts of memory: as settings write them, and about how much values take. */
public final class MemorySize {
    /** The least that a statement may be given. */
    public static final long STATEMENT_BYTES_MIN = 64 << 10;

    private static final long STATEMENT_BYTES_DEFAULT_MIN = 4 << 20;
    private static final int HEAP_PARTS = 16;
    private static final long MEGABYTE = 1 << 20;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(b|kb|mb|gb|tb)?");
    private static final int REFERENCE_BYTES = 4;
    private static final int ARRAY_BYTES = 16;
    private static final int NUMBER_BYTES = 16;
    private static final int TEXT_BYTES = 48;
    private static final int DECIMAL_BYTES = 64;

    private MemorySize() {}

    /** What a statement may take unless somebody says otherwise: a share of the heap. */
    public static long ofStatements() {
        return Math.max(
                STATEMENT_BYTES_DEFAULT_MIN, Runtime.getRuntime().maxMemory() / HEAP_PARTS / MEGABYTE * MEGABYTE);
    }

    /** Bytes of an amount as PostgreSQL writes it: {@code 64MB}, {@code '1 GB'}; a number alone means kilobytes. */
    public static long parse(String text) {
        Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "expected an amount of memory such as 64MB, not \"" + text + "\"");
        }
        int shift = switch (matcher.group(2) == null ? "kb" : matcher.group(2)) {
            case "b" -> 0;
            case "mb" -> 20;
            case "gb" -> 30;
            case "tb" -> 40;
            default -> 10;
        };
        long number = Long.parseLong(matcher.group(1));
        long bytes = number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
        if (bytes < STATEMENT_BYTES_MIN) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "a statement needs at least " + text(STATEMENT_BYTES_MIN));
        }
        return bytes;
    }

    /** An amount in the largest unit that it is a multiple of. */
    public static String text(long bytes) {
        String[] units = {"B", "kB", "MB", "GB"};
        int unit = 0;
        long number = bytes;
        while (unit < units.length - 1 && number != 0 && (number & 1023) == 0) {
            number >>= 10;
            unit++;
        }
        return number + units[unit];
    }

    /** About how much a row takes in memory. */
    public static long of(@Nullable Object[] row) {
        long bytes = ARRAY_BYTES + (long) REFERENCE_BYTES * row.length;
        for (Object value : row) {
            bytes += ofValue(value);
        }
        return bytes;
    }

    /** About how much a value takes in memory. */
    public static long ofValue(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return 0;
        }
        if (value instanceof String text) {
            return (long) TEXT_BYTES + text.length();
        }
        if (value instanceof BigDecimal) {
            return DECIMAL_BYTES;
        }
        if (value instanceof byte[] bytes) {
            return (long) ARRAY_BYTES + bytes.length;
        }
        if (value instanceof SqlArray array) {
            return ARRAY_BYTES + of(array.elements());
        }
        if (value instanceof Object[] row) {
            return of(row);
        }
        return value instanceof UUID || value instanceof Interval ? 2 * NUMBER_BYTES : NUMBER_BYTES;
    }
}
