/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.column.LargeRow;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads stored rows whatever their length: large values come as large objects, of which nothing is read yet. */
public final class RowReader {
    private final RowCodec codec;
    private final ReadTransaction transaction;
    private final BooleanSupplier isOpen;

    public RowReader(RowCodec codec, ReadTransaction transaction) {
        this.codec = codec;
        this.transaction = transaction;
        this.isOpen = () -> isOpen(transaction);
    }

    /** The row that a cursor stands on. */
    public @Nullable Object[] row(Cursor cursor) {
        LargeValue large = cursor.large();
        return large == null ? codec.decode(cursor.value()) : row(large);
    }

    /** One column of the row that a cursor stands on. */
    public @Nullable Object column(Cursor cursor, int column) {
        LargeValue large = cursor.large();
        LargeRow row = large == null ? null : LargeRow.of(large);
        return row == null ? codec.column(cursor.value(), column) : codec.column(row, column, isOpen);
    }

    /** The row of a key, or null. */
    public @Nullable Object @Nullable [] row(long tree, byte[] key) {
        LargeValue value = transaction.openLarge(tree, key);
        return value == null ? null : row(value);
    }

    private @Nullable Object[] row(LargeValue value) {
        @Nullable Object[] row = new @Nullable Object[codec.columnCount()];
        for (int i = 0; i < row.length; i++) {
            row[i] = null;
        }
        decode(value, all(row.length), row);
        return row;
    }

    /** The given columns of a row, written to the same positions of {@code target}. */
    public void decode(LargeValue value, int[] columns, @Nullable Object[] target) {
        LargeRow row = LargeRow.of(value);
        if (row == null) {
            codec.decode(ByteSlice.of(whole(value)), columns, target);
            return;
        }
        for (int column : columns) {
            target[column] = codec.column(row, column, isOpen);
        }
    }

    private static byte[] whole(LargeValue value) {
        if (value.length() > Limits.WHOLE_VALUE_BYTES_MAX) {
            throw RowCodec.damaged();
        }
        byte[] bytes = new byte[(int) value.length()];
        value.read(0, bytes, 0, bytes.length);
        return bytes;
    }

    private static int[] all(int count) {
        int[] all = new int[count];
        for (int i = 0; i < count; i++) {
            all[i] = i;
        }
        return all;
    }

    private static boolean isOpen(ReadTransaction transaction) {
        try {
            return transaction.sequence() >= 0;
        } catch (StoreException ended) {
            if (ended.code() == StoreErrorCode.CLOSED) {
                return false;
            }
            throw ended;
        }
    }
}
