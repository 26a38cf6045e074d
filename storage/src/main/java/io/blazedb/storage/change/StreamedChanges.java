/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.change;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are read from the file while they are walked, because there may be more of them than memory holds. Walk it with an
 * iterator, forwards; an element by its index is read from the beginning on unless it is the one behind the last.
 */
public final class StreamedChanges extends AbstractList<Change> {
    private final Supplier<Iterator<Change>> fromStart;
    private @Nullable Iterator<Change> walk;
    private int walked;
    private int size = -1;

    /** Each iterator that {@code fromStart} gives walks all changes. */
    public StreamedChanges(Supplier<Iterator<Change>> fromStart) {
        this.fromStart = fromStart;
    }

    @Override
    public Iterator<Change> iterator() {
        return fromStart.get();
    }

    @Override
    public boolean isEmpty() {
        return !iterator().hasNext();
    }

    /** Walks all changes the first time. */
    @Override
    public int size() {
        if (size < 0) {
            int count = 0;
            for (Iterator<Change> all = iterator(); all.hasNext(); all.next()) {
                count++;
            }
            size = count;
        }
        return size;
    }

    @Override
    public Change get(int index) {
        Iterator<Change> present = walk;
        if (present == null || index < walked) {
            present = iterator();
            walk = present;
            walked = 0;
        }
        try {
            while (true) {
                Change change = present.next();
                if (walked++ == index) {
                    return change;
                }
            }
        } catch (NoSuchElementException e) {
            walk = null;
            throw new IndexOutOfBoundsException(index);
        }
    }
}
