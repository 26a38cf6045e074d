/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.care;

import io.blazedb.storage.btree.StoredLargeValue;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.bytes.LargeValue;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.page.LargeReference;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.pager.Pager;
import io.blazedb.storage.spill.ChangeCodec;
import io.blazedb.storage.spill.SpilledChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is left of the changes that a large transaction made in one tree, in the order of their keys.
 *
 * <p>A key is left out if a newer run may have changed it where that run cannot be read: what an older run says of it may never have been
 * committed.
 */
final class SpilledRemains implements ChangeRemains {
    private final Pager pager;
    private final List<LogRecord.Tags> undone;
    private final long sequence;
    private final List<Run> newestFirst = new ArrayList<>();

    private static final class Run {
        private final List<KeyRange> holes = new ArrayList<>();
        private final TreeRemains entries;
        private TreeRemains.@Nullable Entry next;

        Run(Pager pager, PagePointer root) {
            TreeRemains all = new TreeRemains(pager, root, -1, KeyRange.all());
            for (TreeRemains.Remain found = all.next(); found != null; found = all.next()) {
                if (found instanceof TreeRemains.Hole hole) {
                    holes.add(hole.keys());
                }
            }
            entries = new TreeRemains(pager, root, -1, KeyRange.all());
            advance();
        }

        void advance() {
            TreeRemains.Remain found = entries.next();
            while (found instanceof TreeRemains.Hole) {
                found = entries.next();
            }
            next = (TreeRemains.Entry) found;
        }
    }

    SpilledRemains(Pager pager, LogRecord.Spilled spilled, LogRecord.SpilledRuns runs, long sequence) {
        this.pager = pager;
        this.undone = spilled.undone();
        this.sequence = sequence;
        runs.newestFirst().forEach(root -> newestFirst.add(new Run(pager, root)));
    }

    /** Ranges in which changes are missing. */
    List<KeyRange> holes() {
        List<KeyRange> holes = new ArrayList<>();
        newestFirst.forEach(run -> holes.addAll(run.holes));
        return holes;
    }

    @Override
    public @Nullable Version next() {
        for (byte[] key = firstKey(); key != null; key = firstKey()) {
            Version version = version(key);
            for (Run run : newestFirst) {
                if (run.next != null && Arrays.equals(run.next.key(), key)) {
                    run.advance();
                }
            }
            if (version != null) {
                return version;
            }
        }
        return null;
    }

    private byte @Nullable [] firstKey() {
        byte[] first = null;
        for (Run run : newestFirst) {
            TreeRemains.Entry entry = run.next;
            if (entry != null && (first == null || Arrays.compareUnsigned(entry.key(), first) < 0)) {
                first = entry.key();
            }
        }
        return first;
    }

    private @Nullable Version version(byte[] key) {
        for (Run run : newestFirst) {
            if (run.holes.stream().anyMatch(hole -> hole.contains(key))) {
                return null;
            }
            TreeRemains.Entry entry = run.next;
            if (entry != null && Arrays.equals(entry.key(), key)) {
                List<SpilledChange> changes = changes(entry);
                for (SpilledChange change : changes) {
                    if (undone.stream()
                            .noneMatch(tags -> tags.first() <= change.tag() && change.tag() <= tags.last())) {
                        return version(key, change);
                    }
                }
                if (changes.isEmpty()) {
                    return null;
                }
            }
        }
        return null;
    }

    private static List<SpilledChange> changes(TreeRemains.Entry entry) {
        LargeValue large = entry.large();
        byte[] value = entry.value();
        try {
            if (value == null && large != null) {
                value = io.blazedb.storage.btree.LargeValues.readWhole(large);
            }
            return value == null ? List.of() : ChangeCodec.decode(ByteSlice.of(value));
        } catch (StoreException malformed) {
            TreeRemains.requireDamage(malformed);
            return List.of();
        }
    }

    private @Nullable Version version(byte[] key, SpilledChange change) {
        LargeReference reference = change.large();
        LargeValue large = reference == null ? null : new StoredLargeValue(pager, reference);
        return large == null || TreeRemains.isWhole(large) ? new Version(key, sequence, change.value(), large) : null;
    }
}
