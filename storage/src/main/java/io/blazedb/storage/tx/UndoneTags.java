/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.log.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** Tags of changes that were rolled back when they were in the file already. */
final class UndoneTags implements LongPredicate {
    /** Ascending, none touching another. */
    private final List<LogRecord.Tags> undone = new ArrayList<>();

    /** The tags from the first to the last, which is the largest of all so far. */
    void add(long first, long last) {
        while (!undone.isEmpty() && undone.get(undone.size() - 1).first() >= first) {
            undone.remove(undone.size() - 1);
        }
        undone.add(new LogRecord.Tags(first, last));
    }

    @Override
    public boolean test(long tag) {
        int low = 0;
        int high = undone.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            LogRecord.Tags tags = undone.get(middle);
            if (tag < tags.first()) {
                high = middle - 1;
            } else if (tag > tags.last()) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    List<LogRecord.Tags> all() {
        return List.copyOf(undone);
    }
}
