/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.types.BigEndian;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values of one column that outlive their batches, as they were; compared as GROUP BY and joins do. */
final class StoredColumn {
    private static final int CHUNK_BYTES_FIRST = 4 << 10;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int NULL_HASH = 0x2545f491;

    private final Vector values;
    private byte[] chunk = {};
    private int chunkUsed;
    private long chunkBytes;

    StoredColumn(SqlType type, int scale) {
        values = new Vector(type, scale);
    }

    Vector values() {
        return values;
    }

    /** About how much it holds. */
    long bytes() {
        return values.bytes() + chunkBytes;
    }

    /** Mixes the column into hashes, one for each selected row. */
    void hash(Vector vector, int @Nullable [] selection, int count, int[] hashes) {
        switch (values.form) {
            case LONG -> {
                for (int k = 0; k < count; k++) {
                    hashes[k] = mix(hashes[k], vector.longs[selection == null ? k : selection[k]]);
                }
            }
            case DOUBLE -> {
                for (int k = 0; k < count; k++) {
                    int row = selection == null ? k : selection[k];
                    hashes[k] = mix(hashes[k], VectorComparison.key(vector.doubles[row]));
                }
            }
            case DECIMAL -> {
                for (int k = 0; k < count; k++) {
                    hashes[k] = mix(hashes[k], decimalHash(vector, selection == null ? k : selection[k]));
                }
            }
            case BYTES -> {
                for (int k = 0; k < count; k++) {
                    int row = selection == null ? k : selection[k];
                    hashes[k] = vector.isNull(row)
                            ? NULL_HASH
                            : mix(hashes[k], bytesHash(vector.arrays[row], vector.offsets[row], vector.lengths[row]));
                }
            }
        }
        if (vector.hasNulls() && values.form != Vector.Form.BYTES) {
            for (int k = 0; k < count; k++) {
                hashes[k] = vector.isNull(selection == null ? k : selection[k]) ? NULL_HASH : hashes[k];
            }
        }
    }

    boolean equal(int group, Vector vector, int row) {
        if (vector.isNull(row) || values.isNull(group)) {
            return vector.isNull(row) == values.isNull(group);
        }
        return switch (values.form) {
            case LONG -> values.longs[group] == vector.longs[row];
            case DOUBLE -> VectorComparison.key(values.doubles[group]) == VectorComparison.key(vector.doubles[row]);
            case DECIMAL ->
                (values.hasLarge || vector.hasLarge || values.scale != vector.scale)
                        ? values.decimal(group).compareTo(vector.decimal(row)) == 0
                        : values.longs[group] == vector.longs[row];
            case BYTES ->
                values.lengths[group] == vector.lengths[row]
                        && Arrays.equals(
                                values.arrays[group],
                                values.offsets[group],
                                values.offsets[group] + values.lengths[group],
                                vector.arrays[row],
                                vector.offsets[row],
                                vector.offsets[row] + vector.lengths[row]);
        };
    }

    /** Adds a value at the end. */
    void append(int group, Vector vector, int row) {
        values.reserve(group + 1);
        if (values.form == Vector.Form.BYTES && !vector.isNull(row)) {
            int length = vector.lengths[row];
            if (chunkUsed + length > chunk.length) {
                chunk = new byte[Math.max(chunkBytes == 0 ? CHUNK_BYTES_FIRST : CHUNK_BYTES, length)];
                chunkUsed = 0;
                chunkBytes += chunk.length;
            }
            System.arraycopy(vector.arrays[row], vector.offsets[row], chunk, chunkUsed, length);
            values.setSlice(group, chunk, chunkUsed, length);
            chunkUsed += length;
        } else {
            values.copy(group, vector, row);
        }
    }

    private static int mix(int hash, long value) {
        long h = (value ^ hash) * 0x9e3779b97f4a7c15L;
        h ^= h >>> 32;
        h *= 0xd6e8feb86659fd93L;
        return (int) (h ^ (h >>> 32));
    }

    private static long decimalHash(Vector vector, int row) {
        BigDecimal large = vector.large(row);
        BigDecimal value = large == null && vector.longs[row] % 10 != 0
                ? null
                : large == null ? BigDecimal.valueOf(vector.longs[row], vector.scale) : large;
        if (value == null) {
            return vector.longs[row] ^ ((long) vector.scale << 56);
        }
        BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        return plain.unscaledValue().bitLength() < Long.SIZE
                ? plain.unscaledValue().longValue() ^ ((long) plain.scale() << 56)
                : plain.hashCode();
    }

    private static long bytesHash(byte[] bytes, int offset, int length) {
        long hash = length;
        int end = offset + length;
        int at = offset;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (hash ^ BigEndian.getLong(bytes, at)) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 29;
        }
        long rest = 0;
        for (; at < end; at++) {
            rest = (rest << 8) | (bytes[at] & 0xff);
        }
        return (hash ^ rest) * 0xd6e8feb86659fd93L;
    }
}
