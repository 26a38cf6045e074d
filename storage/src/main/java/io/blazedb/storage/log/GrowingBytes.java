/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.Arrays;

/** Bytes that are written one after the other. */
final class GrowingBytes {
    private byte[] array = new byte[256];
    private int size;

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    void set(int index, int value) {
        array[index] = (byte) value;
    }

    void putByte(int value) {
        reserve(1);
        array[size++] = (byte) value;
    }

    void putLong(long value) {
        reserve(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            array[size++] = (byte) (value >>> shift);
        }
    }

    void putVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    void putSized(byte[] bytes) {
        putVarint(bytes.length);
        putBytes(bytes);
    }

    void putBytes(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, array, size, bytes.length);
        size += bytes.length;
    }

    private void reserve(int more) {
        long needed = (long) size + more;
        if (needed > Limits.RECORD_BYTES_MAX) {
            throw new StoreException(StoreErrorCode.TOO_LARGE, "transactionBytesMax=" + Limits.RECORD_BYTES_MAX);
        }
        if (needed > array.length) {
            array = Arrays.copyOf(array, (int) Math.min(Limits.RECORD_BYTES_MAX, Math.max(needed, 2L * array.length)));
        }
    }
}
