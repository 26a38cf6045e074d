/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.btree.LargeValues;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.overlay.LayerCursor;
import io.blazedb.storage.overlay.Version;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.spill.SpilledChange;
import org.jspecify.annotations.Nullable;

/** One of the ordered sequences that a {@link MergedCursor} merges. A large value is read when somebody asks for it. */
abstract sealed class MergeInput {
    private static final ByteSlice NOTHING = ByteSlice.of(new byte[0]);

    ByteSlice key = NOTHING;

    /** Moves on; false at the end. */
    abstract boolean next();

    /** Whether the key is deleted, and has no value. */
    abstract boolean isDeleted();

    abstract ByteSlice value();

    /** The value, if it is kept in pieces; else null. */
    abstract @Nullable LargeValue large();

    static ByteSlice whole(byte @Nullable [] value, @Nullable LargeValue large) {
        if (value == null && large == null) {
            throw new IllegalStateException("no value");
        }
        return ByteSlice.of(large != null ? LargeValues.readWhole(large) : value == null ? new byte[0] : value);
    }

    /** The transaction's own changes. */
    static final class OfWrites extends MergeInput {
        private final WriteSet writes;
        private final OwnCursor cursor;

        OfWrites(WriteSet writes, OwnCursor cursor) {
            this.writes = writes;
            this.cursor = cursor;
        }

        @Override
        boolean next() {
            if (!cursor.next()) {
                return false;
            }
            key = ByteSlice.of(cursor.key());
            return true;
        }

        @Override
        boolean isDeleted() {
            return cursor.change().deletes();
        }

        @Override
        ByteSlice value() {
            SpilledChange change = cursor.change();
            LargeReference large = change.large();
            return whole(change.value(), large == null ? null : writes.open(large));
        }

        @Override
        @Nullable
        LargeValue large() {
            LargeReference large = cursor.change().large();
            return large == null ? null : writes.open(large);
        }
    }

    /** The part of a layer that the snapshot sees. */
    static final class OfLayer extends MergeInput {
        private final LayerCursor cursor;

        OfLayer(LayerCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        boolean next() {
            if (!cursor.next()) {
                return false;
            }
            key = ByteSlice.of(cursor.key());
            return true;
        }

        @Override
        boolean isDeleted() {
            return cursor.version().deletes();
        }

        @Override
        ByteSlice value() {
            Version version = cursor.version();
            return whole(version.value(), version.large());
        }

        @Override
        @Nullable
        LargeValue large() {
            return cursor.version().large();
        }
    }

    /** A tree of the checkpoint. */
    static final class OfTree extends MergeInput {
        private final TreeCursor cursor;

        OfTree(TreeCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        boolean next() {
            if (!cursor.next()) {
                return false;
            }
            key = cursor.key();
            return true;
        }

        @Override
        boolean isDeleted() {
            return false;
        }

        @Override
        ByteSlice value() {
            return cursor.value();
        }

        @Override
        @Nullable
        LargeValue large() {
            return cursor.large();
        }
    }
}
