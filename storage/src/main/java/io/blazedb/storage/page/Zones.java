/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.ColumnKind.Domain;
import io.blazedb.storage.column.Limits;
import io.blazedb.storage.column.TreeLayout;
import io.blazedb.storage.column.ZoneRange;
import java.util.Arrays;

/**
 * Bounds of the values that a page and everything below it has in some columns, as {@link io.blazedb.storage.column.ZoneKeys} make them.
 * No value at all: the least is greater than the greatest. Not known: everything is within the bounds.
 *
 * <p>In a branch, columns first, then the bounds of each child:
 *
 * <pre>
 * size field
 *  4*z columns: slot u16, domain u8, zero
 * 16*z smallest and largest value of each column in child 0, ...
 * </pre>
 */
public final class Zones {
    static final int COLUMN_BYTES = 4;
    static final int BOUND_BYTES = 16;
    /** Nothing is known of any column. */
    public static final Zones NONE = new Zones(new int[0], new int[0]);

    private static final long LEAST = 0;
    private static final long GREATEST = -1L;

    private final int[] slots;
    private final int[] domains;
    private final long[] mins;
    private final long[] maxs;

    private Zones(int[] slots, int[] domains) {
        this.slots = slots;
        this.domains = domains;
        mins = new long[slots.length];
        maxs = new long[slots.length];
        Arrays.fill(mins, LEAST);
        Arrays.fill(maxs, GREATEST);
    }

    /** The columns that a layout wants in branches; their bounds are not known. */
    public static Zones of(TreeLayout layout) {
        int[] slots = new int[layout.zonedCount()];
        int[] domains = new int[slots.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = layout.zonedSlot(i);
            domains[i] = layout.kind(slots[i]).domain().code();
        }
        return new Zones(slots, domains);
    }

    /** Every column of a page that can have bounds, slot after slot; their bounds are not known. */
    static Zones ofAll(ColumnKind[] kinds) {
        int[] slots = new int[kinds.length];
        int[] domains = new int[kinds.length];
        int count = 0;
        for (int slot = 0; slot < kinds.length; slot++) {
            if (kinds[slot].domain() != Domain.NONE) {
                slots[count] = slot;
                domains[count++] = kinds[slot].domain().code();
            }
        }
        return new Zones(Arrays.copyOf(slots, count), Arrays.copyOf(domains, count));
    }

    public int count() {
        return slots.length;
    }

    /** These bounds for the columns of {@code template}; not known where it has other columns. */
    public Zones as(Zones template) {
        Zones zones = new Zones(template.slots, template.domains);
        for (int i = 0; i < zones.slots.length; i++) {
            int at = indexOf(zones.slots[i], zones.domains[i]);
            if (at >= 0) {
                zones.mins[i] = mins[at];
                zones.maxs[i] = maxs[at];
            }
        }
        return zones;
    }

    /** Bounds of no values, to {@linkplain #add} others to. */
    public Zones emptied() {
        Zones zones = new Zones(slots, domains);
        Arrays.fill(zones.mins, GREATEST);
        Arrays.fill(zones.maxs, LEAST);
        return zones;
    }

    /** Widens these bounds to hold others of the same columns. */
    public void add(Zones other) {
        for (int i = 0; i < slots.length; i++) {
            set(i, least(mins[i], other.mins[i]), greatest(maxs[i], other.maxs[i]));
        }
    }

    int slot(int index) {
        return slots[index];
    }

    int domain(int index) {
        return domains[index];
    }

    void set(int index, long min, long max) {
        mins[index] = min;
        maxs[index] = max;
    }

    /** Whether every bound is that of {@code exact}, or not known. */
    public boolean agreesWith(Zones exact) {
        for (int i = 0; i < slots.length; i++) {
            boolean unknown = mins[i] == LEAST && maxs[i] == GREATEST;
            if (!unknown && (mins[i] != exact.mins[i] || maxs[i] != exact.maxs[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether a row below may be within every range. */
    public boolean meet(ZoneRange[] ranges) {
        for (ZoneRange range : ranges) {
            int at = indexOf(range.column() - 1, range.domain().code());
            if (at >= 0 && !range.meets(mins[at], maxs[at])) {
                return false;
            }
        }
        return true;
    }

    /** Writes the columns. */
    void encodeColumns(byte[] page, int offset) {
        for (int i = 0; i < slots.length; i++) {
            BigEndian.putShort(page, offset + COLUMN_BYTES * i, slots[i]);
            page[offset + COLUMN_BYTES * i + 2] = (byte) domains[i];
        }
    }

    /** Writes the bounds. */
    void encodeBounds(byte[] page, int offset) {
        for (int i = 0; i < slots.length; i++) {
            BigEndian.putLong(page, offset + BOUND_BYTES * i, mins[i]);
            BigEndian.putLong(page, offset + BOUND_BYTES * i + 8, maxs[i]);
        }
    }

    static Zones decode(byte[] page, int columnsOffset, int boundsOffset, int count) {
        if (count == 0) {
            return NONE;
        }
        int[] slots = new int[count];
        int[] domains = new int[count];
        for (int i = 0; i < count; i++) {
            slots[i] = BigEndian.getShort(page, columnsOffset + COLUMN_BYTES * i);
            domains[i] = page[columnsOffset + COLUMN_BYTES * i + 2];
        }
        Zones zones = new Zones(slots, domains);
        for (int i = 0; i < count; i++) {
            int at = boundsOffset + BOUND_BYTES * i;
            zones.set(i, BigEndian.getLong(page, at), BigEndian.getLong(page, at + 8));
        }
        return zones;
    }

    /** Whether the encoded columns are some that can have zones. */
    static boolean areColumns(byte[] page, int offset, int count) {
        for (int i = 0; i < count; i++) {
            int at = offset + COLUMN_BYTES * i;
            int domain = page[at + 2];
            boolean ordered = domain > Domain.NONE.code() && domain <= Domain.BYTES.code();
            if (BigEndian.getShort(page, at) >= Limits.LEAF_ZONE_SLOTS_MAX || !ordered || page[at + 3] != 0) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(int slot, int domain) {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] == slot && domains[i] == domain) {
                return i;
            }
        }
        return -1;
    }

    static long least(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    static long greatest(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }
}
