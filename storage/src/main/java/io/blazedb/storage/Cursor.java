/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import org.jspecify.annotations.Nullable;

/** Walks the entries of a key range in one direction. Not thread-safe; close it before its transaction ends. */
public interface Cursor extends AutoCloseable {

    /** Moves to the next entry; false at the end of the range. */
    boolean next();

    /** Key of the current entry; valid until the next call of {@link #next()}. */
    ByteSlice key();

    /** Value of the current entry; valid until the next call of {@link #next()}. */
    ByteSlice value();

    /**
     * The value of the current entry, to be read piece by piece while the transaction is open, if it is kept in pieces; null if it is not:
     * then {@link #value()} has it, and at once.
     */
    @Nullable
    LargeValue large();

    @Override
    void close();
}
