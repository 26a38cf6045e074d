/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.spill;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.LargeReference;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of an entry of a run: the changes of its key, the newest first.
 *
 * <pre>
 * size field of a change
 *    1 flags: 1 has a value after, 2 has a value before, 4 the value after is a reference to a large value
 *    v tag
 *    v snapshot on which the key was first changed
 *    n value after: its length (v) and its bytes, or the reference (53 bytes); value before: length and bytes
 * </pre>
 *
 * <p>Numbers (v) take as many bytes as they need, as in records of the log: a load has one of each kind in every row.
 */
public final class ChangeCodec {
    private static final int HAS_AFTER = 1;
    private static final int HAS_BEFORE = 2;
    private static final int IS_LARGE = 4;
    private static final int SHIFT_MAX = 63;

    private ChangeCodec() {}

    /**
     * Of the changes between two marks, the last one, with what the first one says of the time before; the others cannot be returned to.
     *
     * @param markTags ascending
     */
    public static List<SpilledChange> withoutHidden(List<SpilledChange> newestFirst, long[] markTags) {
        if (newestFirst.size() == 1) {
            return newestFirst;
        }
        List<SpilledChange> kept = new ArrayList<>(newestFirst.size());
        for (SpilledChange change : newestFirst) {
            int last = kept.size() - 1;
            if (last >= 0 && marksThrough(markTags, kept.get(last).tag()) == marksThrough(markTags, change.tag())) {
                kept.set(last, kept.get(last).after(change));
            } else {
                kept.add(change);
            }
        }
        return kept;
    }

    private static int marksThrough(long[] markTags, long tag) {
        int place = Arrays.binarySearch(markTags, tag);
        return place >= 0 ? place + 1 : -place - 1;
    }

    public static byte[] encode(List<SpilledChange> newestFirst) {
        int bytes = 0;
        for (SpilledChange change : newestFirst) {
            bytes = Math.addExact(bytes, bytes(change));
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        for (SpilledChange change : newestFirst) {
            put(out, change);
        }
        return out.array();
    }

    /** The only change of a key. */
    public static byte[] encode(SpilledChange change) {
        ByteBuffer out = ByteBuffer.allocate(bytes(change));
        put(out, change);
        return out.array();
    }

    private static int bytes(SpilledChange change) {
        return 1
                + numberBytes(change.tag())
                + numberBytes(change.snapshotSequence())
                + sizedBytes(change.value())
                + (change.large() == null ? 0 : LargeReference.BYTES)
                + sizedBytes(change.before());
    }

    private static void put(ByteBuffer out, SpilledChange change) {
        LargeReference large = change.large();
        out.put((byte) ((change.deletes() ? 0 : HAS_AFTER)
                | (change.before() == null ? 0 : HAS_BEFORE)
                | (large == null ? 0 : IS_LARGE)));
        putNumber(out, change.tag());
        putNumber(out, change.snapshotSequence());
        if (large != null) {
            out.put(large.encode());
        }
        putSized(out, change.value());
        putSized(out, change.before());
    }

    public static List<SpilledChange> decode(ByteSlice bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length());
        List<SpilledChange> changes = new ArrayList<>(1);
        try {
            while (in.hasRemaining()) {
                int flags = in.get();
                long tag = number(in);
                long snapshot = number(in);
                LargeReference large = null;
                byte[] value = null;
                if ((flags & IS_LARGE) != 0) {
                    byte[] encoded = new byte[LargeReference.BYTES];
                    in.get(encoded);
                    large = LargeReference.decode(encoded, 0);
                } else if ((flags & HAS_AFTER) != 0) {
                    value = sized(in);
                }
                byte[] before = (flags & HAS_BEFORE) != 0 ? sized(in) : null;
                changes.add(new SpilledChange(tag, snapshot, value, large, before));
            }
        } catch (BufferUnderflowException e) {
            throw damaged();
        }
        if (changes.isEmpty()) {
            throw damaged();
        }
        return changes;
    }

    private static int sizedBytes(byte @Nullable [] bytes) {
        return bytes == null ? 0 : numberBytes(bytes.length) + bytes.length;
    }

    private static void putSized(ByteBuffer out, byte @Nullable [] bytes) {
        if (bytes != null) {
            putNumber(out, bytes.length);
            out.put(bytes);
        }
    }

    private static byte[] sized(ByteBuffer in) {
        long length = number(in);
        if (length < 0 || length > in.remaining()) {
            throw damaged();
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static int numberBytes(long number) {
        return number == 0 ? 1 : (Long.SIZE + 6 - Long.numberOfLeadingZeros(number)) / 7;
    }

    private static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift <= SHIFT_MAX; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw damaged();
    }

    private static StoreException damaged() {
        return new StoreException(StoreErrorCode.CORRUPTED, "spilled change");
    }
}
