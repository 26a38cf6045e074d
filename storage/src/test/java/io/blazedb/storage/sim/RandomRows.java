/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.RowFrame;
import io.blazedb.storage.column.TreeLayout;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Layouts, and rows that fit them or nearly do. */
public final class RandomRows {
    private RandomRows() {}

    public static TreeLayout layout(Random random) {
        ColumnKind[] kinds = new ColumnKind[random.nextInt(8) == 0 ? random.nextInt(90) : 1 + random.nextInt(8)];
        for (int slot = 0; slot < kinds.length; slot++) {
            kinds[slot] = ColumnKind.values()[random.nextInt(ColumnKind.values().length)];
        }
        return TreeLayout.of(kinds);
    }

    /** The layout after a column was added, or after some changed their kinds. */
    public static TreeLayout changed(TreeLayout layout, Random random) {
        int added = random.nextInt(2);
        ColumnKind[] kinds = new ColumnKind[layout.slots() + added];
        for (int slot = 0; slot < kinds.length; slot++) {
            boolean keep = slot < layout.slots() && random.nextInt(6) > 0;
            kinds[slot] = keep ? layout.kind(slot) : ColumnKind.values()[random.nextInt(ColumnKind.values().length)];
        }
        return TreeLayout.of(kinds);
    }

    /** Mostly a row of the layout, sometimes of fewer slots or with a value of another width, now and then any bytes. */
    public static byte[] value(TreeLayout layout, Random random) {
        if (random.nextInt(60) == 0) {
            byte[] value = new byte[random.nextInt(random.nextInt(8) == 0 ? 20_000 : 200)];
            random.nextBytes(value);
            return value;
        }
        int slots = random.nextInt(30) == 0 ? random.nextInt(layout.slots() + 3) : layout.slots();
        byte[] @Nullable [] values = new byte[slots][];
        for (int slot = 0; slot < slots; slot++) {
            ColumnKind kind = slot < layout.slots() ? layout.kind(slot) : ColumnKind.INT32;
            values[slot] = random.nextInt(5) == 0 ? null : value(kind, random);
        }
        byte[] row = row(values);
        if (random.nextInt(60) == 0) {
            row[random.nextInt(row.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return row;
    }

    /** A row of these values, null for NULL. */
    public static byte[] row(byte[] @Nullable ... values) {
        int bytes = Arrays.stream(values)
                .mapToInt(value -> value == null ? 0 : value.length)
                .sum();
        RowFrame.Builder builder = new RowFrame.Builder(values.length, bytes);
        for (byte[] value : values) {
            if (value == null) {
                builder.addNull();
            } else {
                builder.add(value, 0, value.length);
            }
        }
        return builder.finish();
    }

    public static byte[] int64(long value) {
        byte[] bytes = new byte[8];
        BigEndian.putLong(bytes, 0, value);
        return bytes;
    }

    public static byte[] int32(int value) {
        byte[] bytes = new byte[4];
        BigEndian.putInt(bytes, 0, value);
        return bytes;
    }

    private static byte @Nullable [] value(ColumnKind kind, Random random) {
        if (kind == ColumnKind.NONE) {
            return random.nextInt(200) == 0 ? new byte[1] : null;
        }
        int width = random.nextInt(300) == 0 ? 2 : kind.width();
        byte[] value = new byte[width > 0 ? width : random.nextInt(random.nextInt(100) == 0 ? 3_000 : 20)];
        if (random.nextInt(3) == 0) {
            random.nextBytes(value);
        } else if (value.length > 0) {
            value[value.length - 1] = (byte) random.nextInt(100);
        }
        if (kind == ColumnKind.BOOLEAN && value.length == 1) {
            value[0] &= 1;
        }
        return value;
    }
}
