/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;

/** The vectors of a request, filled row after row or many rows at once. Not thread-safe. */
public final class ColumnBatch {
    private static final int KEY_BUFFER_BYTES = 16 << 10;

    private final ColumnRequest.Column[] columns;
    private final ColumnVector[] vectors;
    private final ColumnVector keys;
    private final boolean withKeys;
    private final RowFrame frame = new RowFrame();
    private final RowDecoder decoder = new RowDecoder();
    private int capacity;
    private byte[] keyBuffer = new byte[0];
    private int keyBytes;
    private int count;

    public ColumnBatch(ColumnRequest request) {
        columns = request.columns().toArray(new ColumnRequest.Column[0]);
        vectors = new ColumnVector[columns.length];
        for (int i = 0; i < columns.length; i++) {
            vectors[i] = new ColumnVector(columns[i].kind());
        }
        withKeys = request.keys();
        keys = new ColumnVector(withKeys ? ColumnKind.BYTES : ColumnKind.BOOLEAN);
    }

    public int count() {
        return count;
    }

    /** How many more rows it can take. */
    public int room() {
        return capacity - count;
    }

    /** Makes room for more rows next time: who reads on wants many, who does not shall not pay for them. Drops all rows. */
    public void grow() {
        clear();
        if (capacity < Limits.BATCH_ROWS_MAX) {
            capacity = capacity == 0 ? Limits.BATCH_ROWS_FIRST : Limits.BATCH_ROWS_MAX;
            for (ColumnVector vector : vectors) {
                vector.reserve(capacity);
            }
            if (withKeys) {
                keys.reserve(capacity);
            }
        }
    }

    public int columnCount() {
        return columns.length;
    }

    /** Slot of a column, by its place in the request. */
    public int slot(int index) {
        return columns[index].id() - 1;
    }

    public ColumnVector vector(int index) {
        return vectors[index];
    }

    public boolean withKeys() {
        return withKeys;
    }

    public ColumnVector keys() {
        if (!withKeys) {
            throw new IllegalStateException("keys were not requested");
        }
        return keys;
    }

    /** Drops all rows. */
    public void clear() {
        count = 0;
        keyBytes = 0;
        for (ColumnVector vector : vectors) {
            vector.clear();
        }
    }

    /** Rows were added to every vector. */
    public void added(int rows) {
        count += rows;
    }

    /** Space for a key; it is the key of row {@code row} once it is written there. */
    public ByteSlice keySpace(int row, int length) {
        if (keyBytes + length > keyBuffer.length) {
            keyBuffer = new byte[Math.max(KEY_BUFFER_BYTES, length)];
            keyBytes = 0;
        }
        ByteSlice space = new ByteSlice(keyBuffer, keyBytes, length);
        keys.setSlice(row, keyBuffer, keyBytes, length);
        keyBytes += length;
        return space;
    }

    /** Adds the columns of rows that stand in one piece each, all in the same array; their keys are the caller's. */
    public void addRows(byte[] array, int[] offsets, int[] lengths, int rows) {
        if (columns.length > 0 && !decoder.read(array, offsets, lengths, rows)) {
            for (int i = 0; i < rows; i++) {
                addRow(new ByteSlice(array, offsets[i], lengths[i]));
            }
            return;
        }
        for (int i = 0; i < columns.length; i++) {
            if (!decoder.copy(slot(i), vectors[i], count)) {
                copyOneByOne(i, array, offsets, lengths, rows);
            }
        }
        count += rows;
    }

    private void copyOneByOne(int column, byte[] array, int[] offsets, int[] lengths, int rows) {
        for (int row = 0; row < rows; row++) {
            requireRow(frame.read(array, offsets[row], lengths[row]));
            copy(column, count + row);
        }
    }

    /** Copies a column of the row that the frame looks at. */
    private void copy(int column, int row) {
        int slot = slot(column);
        if (frame.isNull(slot)) {
            vectors[column].setNull(row);
        } else if (frame.isSound(slot)) {
            vectors[column].set(row, frame.array(), frame.start(slot), frame.length(slot));
        } else {
            throw new StoreException(StoreErrorCode.CORRUPTED, "column=" + columns[column].id());
        }
    }

    private static void requireRow(boolean isRow) {
        if (!isRow) {
            throw new StoreException(StoreErrorCode.CORRUPTED, "a value that is no row");
        }
    }

    /**
     * Adds the columns of a row that stands in one piece; its key is the caller's.
     *
     * @throws io.blazedb.storage.error.StoreException CORRUPTED if it is no row
     */
    public void addRow(ByteSlice row) {
        if (columns.length > 0) {
            requireRow(frame.read(row.array(), row.offset(), row.length()));
        }
        for (int i = 0; i < columns.length; i++) {
            copy(i, count);
        }
        count++;
    }
}
