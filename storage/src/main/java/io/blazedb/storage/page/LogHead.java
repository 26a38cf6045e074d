/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import java.util.Arrays;
import java.util.List;

/**
 * Where the log after a checkpoint begins, and under which salt its frames are sealed.
 *
 * @param generationSalt 24 random bytes, new whenever the log wraps and after recovery
 * @param firstSequence sequence of the first transaction after {@code firstOffset}
 * @param firstOffset bytes into the extents, as if they were one, at which that transaction's frame starts
 * @param extents the log's extents in order, at most {@link #EXTENTS_MAX}
 */
public record LogHead(byte[] generationSalt, long firstSequence, long firstOffset, List<Extent> extents) {
    public static final int SALT_BYTES = 24;
    public static final int EXTENTS_MAX = 128;

    public LogHead {
        if (generationSalt.length != SALT_BYTES || extents.size() > EXTENTS_MAX) {
            throw new IllegalArgumentException("log head");
        }
        extents = List.copyOf(extents);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogHead head
                && firstSequence == head.firstSequence
                && firstOffset == head.firstOffset
                && extents.equals(head.extents)
                && Arrays.equals(generationSalt, head.generationSalt);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(generationSalt) + Long.hashCode(firstSequence);
    }
}
