/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.log.Limits;
import io.blazedb.storage.page.MetaPage;
import java.util.TreeSet;

/** Where the log was last written to, as the writes to a disk tell: every frame begins with the same four bytes and its kind. */
final class LogEnd {
    static final int HEAD_BYTES = 5;
    private static final byte[] MAGIC = {'B', 'Z', 'L', 'F'};
    private static final int LINK = 1;

    private final TreeSet<Long> segments = new TreeSet<>();
    private long end = MetaPage.PAGES_OFFSET;
    private boolean linked;

    LogEnd() {
        segments.add(MetaPage.PAGES_OFFSET);
    }

    void wrote(long position, byte[] head, int length) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (head.length < HEAD_BYTES || head[i] != MAGIC[i]) {
                return;
            }
        }
        if (linked) {
            segments.add(position);
        }
        linked = head[MAGIC.length] == LINK;
        end = position + length;
    }

    /** Whether the frame that was written last is a link. */
    boolean isLinked() {
        return linked;
    }

    /** How many bytes of frames the segment takes before the link to the next one; of some large segment any number. */
    long room() {
        Long segment = segments.floor(end);
        return segment == null ? 0 : segment + Limits.SEGMENT_BYTES - Limits.ALIGNMENT_BYTES - end;
    }
}
