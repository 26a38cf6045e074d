/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

/** Single bytes of encoded keys. */
final class KeyMarkers {
    static final int NULL_FIRST = 0x00;
    static final int PRESENT = 0x01;
    static final int NULL_LAST = 0x02;
    /** Behind a zero that belongs to a string. */
    static final int ESCAPED_ZERO = 0xff;
    /** Behind the zero that ends a string; less than {@link #ESCAPED_ZERO}, so that a prefix comes before what it begins. */
    static final int END = 0x01;

    static final int NEGATIVE = 0x00;
    static final int ZERO = 0x01;
    static final int POSITIVE = 0x02;

    private KeyMarkers() {}
}
