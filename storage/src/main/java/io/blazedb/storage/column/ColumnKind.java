/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.column;

import org.jspecify.annotations.Nullable;

/** What the bytes of a column's values are. Codes are part of the file format and never reused. */
public enum ColumnKind {
    /** The slot has no column: always NULL. */
    NONE(0, 0, Domain.NONE),
    /** One byte, 0 or 1. */
    BOOLEAN(1, 1, Domain.INTEGER),
    /** Two bytes, signed, big-endian. */
    INT16(2, 2, Domain.INTEGER),
    /** Four bytes, signed, big-endian. */
    INT32(3, 4, Domain.INTEGER),
    /** Eight bytes, signed, big-endian. */
    INT64(4, 8, Domain.INTEGER),
    /** IEEE bits in four bytes, big-endian. */
    FLOAT32(5, 4, Domain.FLOATING),
    /** IEEE bits in eight bytes, big-endian. */
    FLOAT64(6, 8, Domain.FLOATING),
    /** Sixteen bytes, ordered as unsigned bytes. */
    FIXED16(7, 16, Domain.BYTES),
    /** Any number of bytes, ordered as unsigned bytes. */
    BYTES(8, 0, Domain.BYTES),
    /** Any number of bytes whose order means nothing. */
    OPAQUE(9, 0, Domain.NONE);

    /** Values of one domain compare with each other, whatever their widths. Codes are part of the file format. */
    public enum Domain {
        /** No order. */
        NONE(0),
        /** Signed numbers. */
        INTEGER(1),
        /** Floating-point numbers; −0 is 0, and NaN is greater than everything. */
        FLOATING(2),
        /** Unsigned bytes. */
        BYTES(3);

        private final int code;

        Domain(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private static final ColumnKind[] BY_CODE = values();

    private final int code;
    private final int width;
    private final Domain domain;

    ColumnKind(int code, int width, Domain domain) {
        this.code = code;
        this.width = width;
        this.domain = domain;
    }

    public int code() {
        return code;
    }

    /** Bytes of every value; 0 if they differ. */
    public int width() {
        return width;
    }

    public Domain domain() {
        return domain;
    }

    /** Whether values are numbers that a vector holds as long. */
    public boolean isLong() {
        return domain == Domain.INTEGER;
    }

    /** Whether values are numbers that a vector holds as double. */
    public boolean isDouble() {
        return domain == Domain.FLOATING;
    }

    /** The kind of a code; null if there is none. */
    public static @Nullable ColumnKind ofCode(int code) {
        return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }
}
