/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.tx.EntryCursor;
import org.jspecify.annotations.Nullable;

/** A cursor as its user sees it. */
final class EntryCursorHandle implements Cursor {
    private final EntryCursor cursor;

    EntryCursorHandle(EntryCursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean next() {
        return cursor.next();
    }

    @Override
    public ByteSlice key() {
        return cursor.key();
    }

    @Override
    public ByteSlice value() {
        return cursor.value();
    }

    @Override
    public @Nullable LargeValue large() {
        return cursor.large();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
