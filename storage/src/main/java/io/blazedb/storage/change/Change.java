/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.change;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import org.jspecify.annotations.Nullable;

/**
 * One key of one tree changed by a commit.
 *
 * @param tree the tree's id
 * @param key the key
 * @param before the value before the commit, if the writer gave it with the change; null if it did not, or if there was none
 * @param after the value after the commit; null if the key was deleted, or if the value is large
 * @param large the value after the commit, if it was put as a stream; to be read while the feed reaches back to the commit
 */
public record Change(
        long tree,
        ByteSlice key,
        @Nullable ByteSlice before,
        @Nullable ByteSlice after,
        @Nullable LargeValue large) {

    /** A change without a large value. */
    public Change(long tree, ByteSlice key, @Nullable ByteSlice before, @Nullable ByteSlice after) {
        this(tree, key, before, after, null);
    }

    /** Whether the key was deleted. */
    public boolean deletes() {
        return after == null && large == null;
    }
}
