/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.tx.CommitOptions;
import io.blazedb.storage.tx.Database;
import io.blazedb.storage.tx.EntryCursor;
import io.blazedb.storage.tx.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Random histories of commits, preparations and checkpoints, cut at writes and syncs by a power loss or the death of the process,
 * reopened, compared with a model, and cut again.
 *
 * <p>Promised: every acknowledged commit is there; of the one in flight, all or nothing; nothing else.
 */
class CrashSimulationTest {
    private static final int TREES = 2;
    private static final int KEYS = 40;

    /** A state that the database may be found in. */
    private record State(TreeMap<String, String> entries, Map<UUID, TreeMap<String, String>> prepared) {
        State() {
            this(new TreeMap<>(), new LinkedHashMap<>());
        }

        State copy() {
            return new State(new TreeMap<>(entries), new LinkedHashMap<>(prepared));
        }
    }

    /** What is left by a crash, and what it may be. */
    private record Wreck(SimulatedFile file, List<State> allowed) {}

    @Test
    void everyAcknowledgedCommitSurvivesAndNothingIsHalfThere() {
        Seed.forEach(4, this::history);
    }

    private void history(Random random) {
        SimulatedFile file = new SimulatedFile();
        SimulatedDatabase.create(file, random);
        live(file, new State(), random, 3);
    }

    /** Runs a workload on the file and recurses into some of its crashes. */
    private void live(SimulatedFile file, State start, Random random, int depth) {
        History history = new History(file, start, random, depth == 3 ? 0.10 : 0.03, depth == 3 ? 12 : 2);
        history.run(depth == 3 ? 120 : 40);
        for (Wreck wreck : history.wrecks) {
            State found = reopen(wreck, random);
            if (depth > 1) {
                live(wreck.file, found, random, depth - 1);
            }
        }
    }

    /** Opens what is left, finds which of the allowed states it is, and checks every page. */
    private State reopen(Wreck wreck, Random random) {
        Database database = SimulatedDatabase.open(wreck.file, random);
        State found = read(database);
        assertThat(wreck.allowed).as("states allowed after the crash").contains(found);
        if (random.nextInt(4) == 0) {
            assertThat(database.check(1_000).findings()).isEmpty();
        }
        return found;
    }

    private static State read(Database database) {
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
                assertThat(transaction.count(tree, KeyRange.all())).isEqualTo(count);
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

    /** One life of the database: acknowledged states, the one in flight, and the wrecks made on the way. */
    private static final class History {
        final List<Wreck> wrecks = new ArrayList<>();
        private final SimulatedFile file;
        private final Random random;
        private final double crashProbability;
        private final int wrecksMax;
        private final Database database;
        /** Unsynced commits: the last durable state, then one state for each later commit. */
        private final List<State> possible = new ArrayList<>();

        private State state;
        private boolean armed;

        History(SimulatedFile file, State start, Random random, double crashProbability, int wrecksMax) {
            this.file = file;
            this.random = random;
            this.crashProbability = crashProbability;
            this.wrecksMax = wrecksMax;
            this.state = start;
            this.possible.add(start.copy());
            this.database = SimulatedDatabase.open(new HookedFile(file, this::beforeChange), random);
            this.armed = true;
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(12)) {
                    case 0 -> {
                        database.checkpoint(1_000);
                        acknowledge(true);
                    }
                    case 1 -> prepare();
                    case 2 -> decide();
                    default -> commit();
                }
            }
            assertThat(read(database)).isEqualTo(state);
            armed = false;
        }

        private void commit() {
            boolean durable = random.nextInt(3) != 0;
            State next = state.copy();
            try (Transaction transaction =
                    database.transactions().beginWrite(new CommitOptions(durable, 1_000), false)) {
                if (random.nextInt(15) == 0) {
                    long tree = 1 + random.nextInt(TREES);
                    if (lockedKeys().isEmpty()) {
                        transaction.clear(tree);
                        next.entries.keySet().removeIf(name -> name.startsWith(tree + ":"));
                    }
                }
                next.entries.putAll(change(transaction, next));
                next.entries.values().removeIf(String::isEmpty);
                if (!transaction.hasChanges()) {
                    return;
                }
                possible.add(next.copy());
                transaction.commit();
            }
            state = next;
            acknowledge(durable);
        }

        private void prepare() {
            if (state.prepared.size() > 2) {
                return;
            }
            UUID name = new UUID(random.nextLong(), random.nextLong());
            State next = state.copy();
            try (Transaction transaction = database.transactions().beginWrite(new CommitOptions(true, 1_000), false)) {
                TreeMap<String, String> changes = change(transaction, next);
                if (changes.isEmpty()) {
                    return;
                }
                next.prepared.put(name, changes);
                possible.add(next.copy());
                transaction.prepare(name, new UUID(1, 2));
            }
            state = next;
            acknowledge(true);
        }

        private void decide() {
            if (state.prepared.isEmpty()) {
                return;
            }
            UUID name = state.prepared.keySet().iterator().next();
            State next = state.copy();
            TreeMap<String, String> changes = next.prepared.remove(name);
            boolean commits = random.nextBoolean();
            if (commits) {
                next.entries.putAll(changes);
                next.entries.values().removeIf(String::isEmpty);
            }
            possible.add(next.copy());
            CommitOptions options = new CommitOptions(true, 1_000);
            if (commits) {
                database.transactions().commitPrepared(name, options);
            } else {
                database.transactions().rollbackPrepared(name, options);
            }
            state = next;
            acknowledge(commits);
        }

        /** Random changes that no prepared transaction forbids; an empty text deletes. */
        private TreeMap<String, String> change(Transaction transaction, State base) {
            Set<String> locked = lockedKeys();
            TreeMap<String, String> changes = new TreeMap<>();
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                long tree = 1 + random.nextInt(TREES);
                byte[] key = ByteBuffer.allocate(4).putInt(random.nextInt(KEYS)).array();
                String name = name(tree, key);
                if (locked.contains(name)) {
                    continue;
                }
                if (random.nextInt(4) == 0) {
                    transaction.set(tree, key, null, null);
                    changes.put(name, "");
                } else {
                    byte[] value = new byte[size()];
                    random.nextBytes(value);
                    transaction.set(tree, key, value, null);
                    changes.put(name, text(value));
                }
            }
            return changes;
        }

        private int size() {
            return switch (random.nextInt(30)) {
                case 0 -> 700_000;
                case 1, 2 -> 1 + random.nextInt(60_000);
                default -> 1 + random.nextInt(300);
            };
        }

        private Set<String> lockedKeys() {
            Set<String> locked = new HashSet<>();
            state.prepared.values().forEach(changes -> locked.addAll(changes.keySet()));
            return locked;
        }

        /** The last state is in the file, durably or at least as far as the operating system goes. */
        private void acknowledge(boolean durable) {
            if (durable) {
                possible.clear();
                possible.add(state.copy());
            }
        }

        private void beforeChange() {
            if (!armed || wrecks.size() >= wrecksMax || random.nextDouble() > crashProbability) {
                return;
            }
            boolean killed = random.nextInt(3) == 0;
            SimulatedFile left = killed ? file.kill() : file.crash(random);
            wrecks.add(new Wreck(left, List.copyOf(possible)));
        }
    }

    private static String name(long tree, byte[] key) {
        return tree + ":" + String.format("%02d", ByteBuffer.wrap(key).getInt());
    }

    /** Tells values apart: length and hash. */
    private static String text(byte[] value) {
        return value == null ? "" : value.length + "/" + Arrays.hashCode(value);
    }
}
