/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Sorted changes with a look at the next one. Checks order and sizes. */
final class ChangeStream {
    private final Iterator<TreeChange> changes;
    private @Nullable TreeChange next;

    ChangeStream(Iterator<TreeChange> changes) {
        this.changes = changes;
        advance();
    }

    /** The next change, if its key is less than {@code upper}; null if not, or if there is none. */
    @Nullable
    TreeChange peekBefore(byte @Nullable [] upper) {
        TreeChange change = next;
        return isBefore(change, upper) ? change : null;
    }

    private static boolean isBefore(@Nullable TreeChange change, byte @Nullable [] upper) {
        return change != null && (upper == null || Arrays.compareUnsigned(change.key(), upper) < 0);
    }

    void advance() {
        TreeChange before = next;
        next = changes.hasNext() ? changes.next() : null;
        TreeChange now = next;
        if (now != null) {
            if (now.key().length > Limits.KEY_BYTES_MAX) {
                throw new StoreException(StoreErrorCode.TOO_LARGE, "keyBytes=" + now.key().length);
            }
            if (before != null && Arrays.compareUnsigned(before.key(), now.key()) >= 0) {
                throw new IllegalArgumentException("changes out of order");
            }
        }
    }
}
