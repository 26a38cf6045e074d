/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import io.blazedb.storage.page.Extent;
import java.util.Arrays;

/**
 * A stretch of the file that the log fills with frames. Each has a salt of its own, so that frames which an earlier use of the same
 * place left behind never authenticate. Its last frame is the link to the next.
 *
 * @param number counts the segments of a database, from 1
 * @param extent where it is
 * @param salt 24 random bytes: the log generation
 */
public record Segment(long number, Extent extent, byte[] salt) {

    long position(int pageBytes) {
        return extent.firstPage() * pageBytes;
    }

    long bytes(int pageBytes) {
        return (long) extent.pages() * pageBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Segment segment
                && number == segment.number
                && extent.equals(segment.extent)
                && Arrays.equals(salt, segment.salt);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public String toString() {
        return "Segment[" + number + ", " + extent + "]";
    }
}
