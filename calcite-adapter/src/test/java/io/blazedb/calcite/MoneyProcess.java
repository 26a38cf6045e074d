/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.session.DistributedCommit;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * One of the processes of {@link MoneyKillTest}: the app of account {@code a} or {@code b} moves money to and from the other one until it dies in some phase
 * of a commit; {@code sum} joins both. Each says in a file how often it has done so, and what was wrong.
 */
final class MoneyProcess {
    static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    static final int ACCOUNTS = 10;
    static final int TOTAL = 2 * 100 * ACCOUNTS;
    static final String JOIN = "SELECT SUM(x.amount + y.amount) FROM a.money x JOIN b.money y ON x.id = y.id";

    private final Path directory;
    private final String role;
    private final Random random;

    private MoneyProcess(Path directory, String role, long seed) {
        this.directory = directory;
        this.role = role;
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws IOException {
        new MoneyProcess(Path.of(arguments[0]), arguments[1], Long.parseLong(arguments[2])).run();
    }

    static TestDatabase open(Path directory, String name) {
        try (KeySource key = KeySource.rawKey(KEY)) {
            return TestDatabase.on(Store.open(directory.resolve(name + ".blazedb"), key, StoreOptions.defaults()));
        }
    }

    static void attach(TestDatabase database, Path directory, String name, String options) {
        database.run("ATTACH '" + directory.resolve(name + ".blazedb") + "' AS " + name + " (KEY_FILE '"
                + directory.resolve("key") + "', TEMPORARY" + options + ")");
    }

    private void run() throws IOException {
        try (TestDatabase database = open(directory, role)) {
            if (role.equals("sum")) {
                attach(database, directory, "a", "");
                attach(database, directory, "b", "");
                while (true) {
                    sum(database);
                }
            }
            String other = role.equals("a") ? "b" : "a";
            attach(database, directory, other, ", READ_WRITE");
            while (true) {
                database.session().setPhases(new Death(random.nextInt(60)));
                move(database, other);
            }
        } catch (BlazeSqlException | StoreException failure) {
            say("wrong", failure.toString());
            throw failure;
        }
    }

    private void sum(TestDatabase database) throws IOException {
        List<String> sum = database.rows(JOIN);
        if (!sum.equals(List.of(String.valueOf(TOTAL)))) {
            say("wrong", "the sum is " + sum);
        }
        say("done-" + role, ".");
    }

    private void move(TestDatabase database, String other) throws IOException {
        int id = 1 + random.nextInt(ACCOUNTS);
        int amount = random.nextInt(50) - 25;
        try {
            database.run("BEGIN; UPDATE money SET amount = amount - " + amount + " WHERE id = " + id + "; UPDATE "
                    + other + ".money SET amount = amount + " + amount + " WHERE id = " + id + "; COMMIT");
            say("done-" + role, ".");
        } catch (BlazeSqlException failure) {
            database.run("ROLLBACK");
            // The other one moved money of the same account, or what it left when it died is not decided yet.
            if (!List.of("40001", "55P03", "40P01", "08007").contains(failure.sqlState())) {
                throw failure;
            }
        }
    }

    private void say(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Ends the process at once in one of the phases of a commit, or in none. */
    private record Death(int phase) implements DistributedCommit.Phases {
        @Override
        public void prepared(UUID transaction) {
            die(0);
        }

        @Override
        public void decided(UUID transaction) {
            die(1);
        }

        @Override
        public void completed(UUID transaction) {
            die(2);
        }

        private void die(int now) {
            if (now == phase) {
                Runtime.getRuntime().halt(9);
            }
        }
    }
}
