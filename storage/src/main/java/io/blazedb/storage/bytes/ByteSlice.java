/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

import java.util.Arrays;

/**
 * A read-only view of part of a byte array. Equality, hash and order are those of the bytes, compared unsigned.
 *
 * @param array the backing array; never changed through the slice
 * @param offset first byte
 * @param length number of bytes
 */
public record ByteSlice(byte[] array, int offset, int length) implements Comparable<ByteSlice> {

    public static ByteSlice of(byte[] array) {
        return new ByteSlice(array, 0, array.length);
    }

    public byte byteAt(int index) {
        return array[offset + index];
    }

    public byte[] toByteArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    @Override
    public int compareTo(ByteSlice other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteSlice slice
                && Arrays.equals(
                        array, offset, offset + length, slice.array, slice.offset, slice.offset + slice.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + array[i];
        }
        return hash;
    }

    /** The length only: contents may be secret. */
    @Override
    public String toString() {
        return "ByteSlice[" + length + " bytes]";
    }
}
