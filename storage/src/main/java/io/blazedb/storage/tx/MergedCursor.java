/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.LargeValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges ordered inputs into one sequence of entries. For a key that several inputs have, the first of them decides; a deleted key is
 * left out.
 */
final class MergedCursor implements EntryCursor {
    private final MergeInput[] inputs;
    private final boolean[] open;
    private final int sign;
    private boolean started;
    private @Nullable ByteSlice key;
    private int current = -1;

    /** The inputs, the deciding one first. */
    MergedCursor(List<MergeInput> inputs, boolean descending) {
        this.inputs = inputs.toArray(new MergeInput[0]);
        this.open = new boolean[this.inputs.length];
        this.sign = descending ? -1 : 1;
    }

    @Override
    public boolean next() {
        while (nextEvenDeleted()) {
            if (!isDeleted()) {
                return true;
            }
        }
        return false;
    }

    /** As {@link #next()}, and stops at keys that the deciding input deletes. */
    boolean nextEvenDeleted() {
        if (started) {
            advancePast();
        } else {
            started = true;
            for (int i = 0; i < inputs.length; i++) {
                open[i] = inputs[i].next();
            }
        }
        int first = -1;
        for (int i = 0; i < inputs.length; i++) {
            if (open[i] && (first < 0 || sign * inputs[i].key.compareTo(inputs[first].key) < 0)) {
                first = i;
            }
        }
        current = first;
        if (first < 0) {
            key = null;
            return false;
        }
        key = inputs[first].key;
        return true;
    }

    boolean isDeleted() {
        return current < 0 || inputs[current].isDeleted();
    }

    /** Moves every input that stands at the current key; the deciding one last, because the key may lie in its buffer. */
    private void advancePast() {
        if (current < 0) {
            return;
        }
        ByteSlice past = inputs[current].key;
        for (int i = 0; i < inputs.length; i++) {
            if (i != current && open[i] && inputs[i].key.equals(past)) {
                open[i] = inputs[i].next();
            }
        }
        open[current] = inputs[current].next();
    }

    @Override
    public ByteSlice key() {
        if (key == null) {
            throw new IllegalStateException("no entry");
        }
        return key;
    }

    @Override
    public ByteSlice value() {
        if (key == null) {
            throw new IllegalStateException("no entry");
        }
        return inputs[current].value();
    }

    @Override
    public @Nullable LargeValue large() {
        if (key == null) {
            throw new IllegalStateException("no entry");
        }
        return inputs[current].large();
    }

    @Override
    public void close() {
        // The inputs hold nothing.
    }
}
