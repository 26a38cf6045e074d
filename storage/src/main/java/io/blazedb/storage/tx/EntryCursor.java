/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.bytes.ByteSlice;

/** Walks entries in one direction. One thread at a time. */
public interface EntryCursor extends AutoCloseable {

    boolean next();

    ByteSlice key();

    ByteSlice value();

    @Override
    void close();
}
