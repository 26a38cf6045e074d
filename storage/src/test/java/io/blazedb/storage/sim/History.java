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
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The plain model beside a simulated database: its states in the order of the log, how far they are acknowledged, and the keys that may
 * open it.
 */
final class History {
    static final int TREES = 3;

    /** Everything that a database holds, with values as their length and hash. */
    record State(TreeMap<String, String> entries, Map<UUID, TreeMap<String, String>> prepared) {
        State() {
            this(new TreeMap<>(), new LinkedHashMap<>());
        }

        State copy() {
            return new State(new TreeMap<>(entries), new LinkedHashMap<>(prepared));
        }
    }

    /** What an opened database turned out to be. */
    record Found(Database database, State state, byte[] key) {}

    private final List<State> states = new ArrayList<>();
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

    /** The states that may be found now: after the death of the processes what was returned is there, after a power loss what was durable. */
    List<State> allowed(Aftermath aftermath) {
        return List.copyOf(states.subList(aftermath == Aftermath.KILLED ? returned : durable, states.size()));
    }

    /** Opens the file with whichever key fits; the one that was replaced for good must not. */
    Found open(StorageFile file, Random random) {
        byte[] next = nextKey;
        if (next != null) {
            try {
                Database database = SimulatedDatabase.open(file, SharedState.inMemory(), next, random);
                return new Found(database, read(database), next);
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRONG_KEY) {
                    throw e;
                }
            }
        }
        Database database = SimulatedDatabase.open(file, SharedState.inMemory(), key, random);
        return new Found(database, read(database), key);
    }

    static State read(Database database) {
        State state = new State();
        try (Transaction transaction = database.transactions().beginRead()) {
            for (long tree = 1; tree <= TREES; tree++) {
                EntryCursor cursor = transaction.cursor(tree, KeyRange.all(), false);
                int count = 0;
                while (cursor.next()) {
                    state.entries.put(
                            name(tree, cursor.key().toByteArray()),
                            text(cursor.value().toByteArray()));
                    count++;
                }
                if (transaction.count(tree, KeyRange.all()) != count) {
                    throw new AssertionError("count of tree " + tree);
                }
            }
        }
        database.transactions().prepared().forEach(record -> {
            TreeMap<String, String> changes = new TreeMap<>();
            record.trees()
                    .forEach(tree -> tree.changes()
                            .forEach(change -> changes.put(name(tree.tree(), change.key()), text(change.after()))));
            state.prepared.put(record.transaction(), changes);
        });
        return state;
    }

    static String name(long tree, byte[] key) {
        return tree + ":" + ByteBuffer.wrap(key).getInt();
    }

    /** Tells values apart: length and hash; empty for none. */
    static String text(byte @Nullable [] value) {
        return value == null ? "" : value.length + "/" + Arrays.hashCode(value);
    }
}
