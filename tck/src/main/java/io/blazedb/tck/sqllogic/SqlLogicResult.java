/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.sqllogic;

import io.blazedb.tck.sqllogic.SqlLogicRecord.SortMode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a result as the test files write them, in their order. */
final class SqlLogicResult {
    private final List<String> values;

    private SqlLogicResult(List<String> values) {
        this.values = values;
    }

    /** Reads a result set to its end. */
    static SqlLogicResult read(ResultSet rows, String types, SortMode sort) throws SQLException {
        int width = rows.getMetaData().getColumnCount();
        if (width != types.length()) {
            return new SqlLogicResult(List.of(width + " columns"));
        }
        List<String[]> table = new ArrayList<>();
        while (rows.next()) {
            String[] row = new String[width];
            for (int i = 0; i < width; i++) {
                row[i] = text(rows.getObject(i + 1), types.charAt(i));
            }
            table.add(row);
        }
        if (sort == SortMode.ROWSORT) {
            table.sort(SqlLogicResult::compare);
        }
        List<String> values = new ArrayList<>(table.size() * width);
        for (String[] row : table) {
            values.addAll(List.of(row));
        }
        if (sort == SortMode.VALUESORT) {
            values.sort(Comparator.naturalOrder());
        }
        return new SqlLogicResult(values);
    }

    private static int compare(String[] a, String[] b) {
        for (int i = 0; i < a.length; i++) {
            int order = a[i].compareTo(b[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static String text(@Nullable Object value, char type) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Boolean truth) {
            return type == 'T' ? value.toString() : text(truth ? 1 : 0, type);
        }
        return switch (type) {
            case 'I' -> integer(value);
            case 'R' -> decimal(value).setScale(3, RoundingMode.HALF_UP).toPlainString();
            default -> printable(value.toString());
        };
    }

    /** As atoi has it: a fraction is cut off. */
    private static String integer(Object value) {
        BigDecimal number = decimal(value);
        return number.setScale(0, RoundingMode.DOWN).toPlainString();
    }

    private static BigDecimal decimal(Object value) {
        try {
            return new BigDecimal(value.toString());
        } catch (NumberFormatException noNumber) {
            return BigDecimal.ZERO;
        }
    }

    private static String printable(String text) {
        if (text.isEmpty()) {
            return "(empty)";
        }
        StringBuilder shown = new StringBuilder(text.length());
        text.chars().forEach(c -> shown.append(c < ' ' || c > '~' ? '@' : (char) c));
        return shown.toString();
    }

    /** What differs from the values, or the number and hash of the values, that are expected; null if nothing does. */
    @Nullable
    String difference(List<String> expected) {
        if (expected.size() == 1 && expected.get(0).contains(" values hashing to ")) {
            return expected.get(0).strip().equals(summary())
                    ? null
                    : "expected " + expected.get(0) + ", found " + summary();
        }
        return values.equals(expected) ? null : "expected " + shown(expected) + ", found " + shown(values);
    }

    /** The number of values and their hash. */
    String summary() {
        return values.size() + " values hashing to " + hash();
    }

    private String hash() {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            for (String value : values) {
                md5.update(value.getBytes(StandardCharsets.UTF_8));
                md5.update((byte) '\n');
            }
            return HexFormat.of().formatHex(md5.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String shown(List<String> values) {
        int shown = Math.min(values.size(), 20);
        return values.subList(0, shown) + (shown < values.size() ? " and " + (values.size() - shown) + " more" : "");
    }
}
