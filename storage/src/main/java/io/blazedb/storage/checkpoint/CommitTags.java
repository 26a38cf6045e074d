/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.log.LogPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tags of commits by which a history is told from another one that it had in common: the first bytes of the tag of the frame with which a
 * commit's record ends. That tag authenticates the tag before it, and so on.
 *
 * <p>Kept are those of commits whose numbers are multiples of 16, of 256, and so on: of each power the last {@value #KEPT_OF_A_POWER}.
 * So there are few of them however long the history is, and the further back, the farther apart.
 *
 * <p>Threading: any number of threads.
 */
public final class CommitTags {
    /** Bytes of a tag that are kept. */
    public static final int TAG_BYTES = 8;

    private static final int POWER = 16;
    private static final int KEPT_OF_A_POWER = 32;
    private static final byte PREFIX = 'a';

    private final NavigableMap<Long, byte[]> recent = new TreeMap<>();

    /** A commit was read or written, whose record ends before the place. */
    public synchronized void add(long sequence, LogPosition after) {
        if (sequence % POWER == 0) {
            recent.put(sequence, of(after));
        }
        if (sequence % (POWER * POWER) == 0) {
            recent.keySet().removeIf(kept -> !isKept(kept, sequence));
        }
    }

    /** Takes over what others have found. */
    public synchronized void addAll(CommitTags others) {
        others.recent().forEach(recent::put);
    }

    /** The tag of the commit whose record ends before a place. */
    public static byte[] of(LogPosition after) {
        return Arrays.copyOf(after.previousTag(), TAG_BYTES);
    }

    /** What was added and not yet dropped. */
    public synchronized Map<Long, byte[]> recent() {
        return new TreeMap<>(recent);
    }

    /** The tag of a commit if it was added or is kept in the trees; null if not. */
    public byte @Nullable [] find(Forest forest, long sequence) {
        byte[] found;
        synchronized (this) {
            found = recent.get(sequence);
        }
        return found != null || sequence % POWER != 0 ? found : forest.get(SystemTree.ID, key(sequence));
    }

    /** The commits before one, itself left out, whose tags tell its history: of each power the last one. Descending. */
    public static List<Long> waymarks(long sequence) {
        List<Long> marks = new ArrayList<>();
        for (long power = POWER; power > 0 && power <= sequence; power *= POWER) {
            long mark = sequence / power * power;
            if (mark < sequence && (marks.isEmpty() || marks.get(marks.size() - 1) != mark)) {
                marks.add(mark);
            }
        }
        return marks;
    }

    /** What a checkpoint at a commit changes in the system tree, ordered by key. */
    static Collection<TreeChange> changes(Forest base, Map<Long, byte[]> recent, long sequence) {
        TreeMap<byte[], TreeChange> changes = new TreeMap<>(Arrays::compareUnsigned);
        recent.forEach((commit, tag) -> {
            byte[] key = key(commit);
            boolean isNew = commit <= sequence && isKept(commit, sequence) && base.get(SystemTree.ID, key) == null;
            if (isNew) {
                changes.put(key, new TreeChange(key, tag));
            }
        });
        if (!changes.isEmpty()) {
            TreeCursor kept = base.cursor(SystemTree.ID, KeyRange.prefix(new byte[] {PREFIX}), false);
            while (kept.next()) {
                byte[] key = kept.key().toByteArray();
                if (!isKept(BigEndian.getLong(key, 1), sequence)) {
                    changes.put(key, new TreeChange(key, null));
                }
            }
        }
        return changes.values();
    }

    private static boolean isKept(long commit, long newest) {
        long power = POWER;
        while (commit % (power * POWER) == 0 && power <= newest) {
            power *= POWER;
        }
        return newest - commit < power * KEPT_OF_A_POWER;
    }

    private static byte[] key(long sequence) {
        byte[] key = new byte[1 + Long.BYTES];
        key[0] = PREFIX;
        BigEndian.putLong(key, 1, sequence);
        return key;
    }
}
