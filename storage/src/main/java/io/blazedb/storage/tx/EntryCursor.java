/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import org.jspecify.annotations.Nullable;

/** Walks entries in one direction. One thread at a time. */
public interface EntryCursor extends AutoCloseable {

    boolean next();

    ByteSlice key();

    ByteSlice value();

    /** The value, if it is kept in pieces; else null. */
    @Nullable
    LargeValue large();

    @Override
    void close();
}
