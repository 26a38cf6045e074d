/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.change;

import io.blazedb.storage.bytes.ByteSlice;
import org.jspecify.annotations.Nullable;

/**
 * One key of one tree changed by a commit.
 *
 * @param tree the tree's id
 * @param key the key
 * @param before the value before the commit, if the writer gave it with the change; null if it did not, or if there was none
 * @param after the value after the commit; null if the key was deleted
 */
public record Change(
        long tree,
        ByteSlice key,
        @Nullable ByteSlice before,
        @Nullable ByteSlice after) {}
