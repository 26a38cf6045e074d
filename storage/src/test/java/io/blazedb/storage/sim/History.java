/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.StorageFile;
import io.blazedb.storage.process.SharedState;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The plain model beside a simulated database: its states in the order of the log, how far they are acknowledged, and the keys that may
 * open it.
 */
final class History {
    static final int TREES = 3;

    /** What a transaction does: it empties trees, then writes entries, of which an empty text deletes. */
    record Changes(Set<Long> cleared, TreeMap<String, String> entries) {
        Changes() {
            this(new TreeSet<>(), new TreeMap<>());
        }

        Changes copy() {
            return new Changes(new TreeSet<>(cleared), new TreeMap<>(entries));
        }

        void clear(long tree) {
            cleared.add(tree);
            removeTree(entries, tree);
        }

        private static void removeTree(Map<String, String> entries, long tree) {
            entries.keySet().removeIf(name -> name.startsWith(tree + ":"));
        }
    }

    /** Everything that a database holds, with values as their length and hash, and what its prepared transactions will do. */
    record State(TreeMap<String, String> entries, Map<UUID, Changes> prepared) {
        State() {
            this(new TreeMap<>(), new LinkedHashMap<>());
        }

        State copy() {
            return new State(new TreeMap<>(entries), new LinkedHashMap<>(prepared));
        }

        void apply(Changes changes) {
            changes.cleared.forEach(tree -> Changes.removeTree(entries, tree));
            entries.putAll(changes.entries);
            entries.values().removeIf(String::isEmpty);
        }

        boolean isIn(Contents contents) {
            return contents.entries.equals(entries)
                    && contents.prepared.keySet().equals(prepared.keySet());
        }
    }

    /** What can be read of a database: its entries, and its prepared transactions with the changes that their records in the log hold. */
    record Contents(TreeMap<String, String> entries, Map<UUID, List<String>> prepared) {}

    /** An opened database, and the key that fitted. */
    record Found(Database database, byte[] key) {}

    /**
     * What a process left at the end of the log that died, or whose write failed, before it published it: frames that nobody may believe
     * who lives, and that a recovery may find whole as long as nobody has appended.
     *
     * @param state what holds if it is found; null if it was no change
     * @param before number of the state before it
     * @param frame the newest frame that was published then
     */
    private record Ghost(@Nullable State state, int before, long frame) {}

    private final List<State> states = new ArrayList<>();
    private final List<Ghost> ghosts = new ArrayList<>();
    private long appendedFrame;
    private long durableFrame;
    private int durable;
    private int returned;
    private byte[] key;
    private byte @Nullable [] nextKey;

    History(State start, byte[] key) {
        states.add(start);
        this.key = key;
    }

    /** How many states there were, the first included. */
    int size() {
        return states.size();
    }

    State latest() {
        return states.get(states.size() - 1);
    }

    byte[] key() {
        return key;
    }

    /** A change is about to be appended; returns its number. */
    int append(State next) {
        states.add(next);
        return states.size() - 1;
    }

    /** The change last appended was refused before anything was written. */
    void refuse() {
        states.remove(states.size() - 1);
    }

    /** The call that made a change has returned; if it was to be durable, all before it are durable too. */
    void acknowledge(int change, boolean durably) {
        returned = Math.max(returned, change);
        durable = durably ? Math.max(durable, change) : durable;
    }

    /** What the processes say of the log now. A ghost is gone for good when something that was appended in its place is durable. */
    void observe(long appended, long durableNow) {
        appendedFrame = appended;
        durableFrame = durableNow;
        ghosts.removeIf(ghost -> ghost.frame < durableFrame);
    }

    /** Whether anything may be found that the living do not believe. */
    boolean hasGhosts() {
        return !ghosts.isEmpty();
    }

    /** Somebody died, or failed, behind the frame, without having published a change; it may have begun to write something else. */
    void haunt(long frame) {
        ghosts.add(new Ghost(null, states.size() - 1, frame));
    }

    /** The same with the change last appended in its hands: it is there for nobody, but may be found. */
    void haunt(int change, long frame) {
        if (change != states.size() - 1) {
            throw new AssertionError("appended behind a change that nobody has published");
        }
        ghosts.add(new Ghost(states.remove(change), change - 1, frame));
    }

    /** Everybody has stopped, and this state was found: it is the only one from now on. */
    void restart(State found) {
        states.clear();
        states.add(found);
        ghosts.clear();
        durable = 0;
        returned = 0;
    }

    void beginKeyChange(byte[] next) {
        nextKey = next;
    }

    void endKeyChange() {
        byte[] next = nextKey;
        if (next != null) {
            key = next;
            nextKey = null;
        }
    }

    /**
     * The state that was found. It must be one of those that may be: after the death of the processes what was returned is there, after a
     * power loss what was durable.
     */
    State recognize(Contents found, Aftermath aftermath) {
        boolean killed = aftermath == Aftermath.KILLED;
        int oldest = killed ? returned : durable;
        long frame = killed ? appendedFrame : durableFrame;
        List<State> allowed = new ArrayList<>(states.subList(oldest, states.size()));
        for (Ghost ghost : ghosts) {
            if (ghost.state != null && ghost.before >= oldest && ghost.frame >= frame) {
                allowed.add(ghost.state);
            }
        }
        return allowed.stream()
                .filter(state -> state.isIn(found))
                .findFirst()
                .orElseThrow(() -> new AssertionError("none of the states allowed after " + aftermath + ": " + found
                        + "\nthe last one is " + latest()));
    }

    /** Opens the file with whichever key fits; the one that was replaced for good must not. */
    Found open(StorageFile file, Random random) {
        byte[] next = nextKey;
        if (next != null) {
            try {
                return new Found(SimulatedDatabase.open(file, SharedState.inMemory(), next, random), next);
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRONG_KEY) {
                    throw e;
                }
            }
        }
        return new Found(SimulatedDatabase.open(file, SharedState.inMemory(), key, random), key);
    }

    static Contents read(Database database) {
        TreeMap<String, String> entries = new TreeMap<>();
        try (Transaction transaction = database.transactions().beginRead()) {
            for (long tree = 1; tree <= TREES; tree++) {
                EntryCursor cursor = transaction.cursor(tree, KeyRange.all(), false);
                int count = 0;
                while (cursor.next()) {
                    entries.put(
                            name(tree, cursor.key().toByteArray()),
                            text(cursor.value().toByteArray()));
                    count++;
                }
                if (transaction.count(tree, KeyRange.all()) != count) {
                    throw new AssertionError("count of tree " + tree);
                }
            }
        }
        Map<UUID, List<String>> prepared = new TreeMap<>();
        database.transactions().prepared().forEach(record -> {
            List<String> changes = new ArrayList<>();
            record.trees()
                    .forEach(tree -> tree.changes()
                            .forEach(change ->
                                    changes.add(name(tree.tree(), change.key()) + "=" + text(change.after()))));
            prepared.put(record.transaction(), changes);
        });
        return new Contents(entries, prepared);
    }

    static String name(long tree, byte[] key) {
        return tree + ":" + ByteBuffer.wrap(key).getInt();
    }

    /** Tells values apart: length and hash; empty for none. */
    static String text(byte @Nullable [] value) {
        return value == null ? "" : value.length + "/" + Arrays.hashCode(value);
    }
}
