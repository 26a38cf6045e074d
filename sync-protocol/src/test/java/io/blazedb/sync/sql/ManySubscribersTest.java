/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.sync.support.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** So many subscribers that commits are told only to those whom they may concern: each replica is what its condition says, whatever kind of condition it is. */
class ManySubscribersTest {
    private static final List<String> CONDITIONS = List.of(
            "kind = 0",
            "kind = 1",
            "(kind = 2) AND (name = 'n1')",
            "kind <> 1 AND price > 50",
            "NAME = 'n2'",
            "name = 'n3' OR kind = 4",
            "kind IN (1, 3)",
            "price >= 20.5",
            "price + kind < 60",
            "name LIKE 'n%' AND kind = 3",
            "\"kind\" = 4",
            "name = 'a AND b'");

    @TempDir
    Path directory;

    @Test
    void eachReplicaIsWhatItsConditionSays() {
        Random random = new Random(Long.getLong("blazedb.seed", 17));
        List<TestEngine> readers = new ArrayList<>();
        try (TestEngine owner = TestEngine.open(directory, "Owner", "shop")) {
            owner.run(
                    "CREATE TABLE item (id BIGINT PRIMARY KEY, kind INTEGER, name VARCHAR(20), price INTEGER, hidden INTEGER)");
            for (int i = 0; i < CONDITIONS.size(); i++) {
                owner.run(
                        "CREATE PUBLICATION p" + i + " FOR TABLE item (id, price) WHERE (" + CONDITIONS.get(i) + ")",
                        "GRANT SUBSCRIBE ON PUBLICATION p" + i + " TO APP 'Reader" + i + "'");
                TestEngine reader = TestEngine.open(directory, "Reader" + i, "reader" + i);
                readers.add(reader);
                reader.run("ATTACH 'app://" + TestEngine.GROUP + "/Owner/shop' AS s");
            }
            for (int i = 0; i < 200; i++) {
                owner.run(change(random, i));
                if (i % 100 == 99) {
                    readers.forEach(reader -> assertCurrent(owner, reader, readers.indexOf(reader)));
                }
            }
        } finally {
            readers.forEach(TestEngine::close);
        }
    }

    private static String change(Random random, int number) {
        int id = random.nextInt(60);
        String name = random.nextInt(20) == 0
                ? "'a AND b'"
                : random.nextInt(10) == 0 ? "NULL" : "'n" + random.nextInt(5) + "'";
        return switch (random.nextInt(8)) {
            case 0 -> "DELETE FROM item WHERE id = " + id;
            case 1 -> "UPDATE item SET hidden = " + number + " WHERE id = " + id;
            case 2 -> "UPDATE item SET kind = " + random.nextInt(6) + " WHERE id = " + id;
            case 3 -> "UPDATE item SET name = " + name + " WHERE id = " + id;
            case 4 -> "UPDATE item SET price = price + 1 WHERE id < " + random.nextInt(10);
            default ->
                "INSERT INTO item VALUES (" + id + ", " + random.nextInt(6) + ", " + name + ", " + random.nextInt(100)
                        + ", 0) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, price = excluded.price";
        };
    }

    private static void assertCurrent(TestEngine owner, TestEngine reader, int number) {
        List<String> wanted =
                owner.query("SELECT id, price FROM item WHERE " + CONDITIONS.get(number) + " ORDER BY id");
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        List<String> present = reader.query("SELECT id, price FROM s.item ORDER BY id");
        while (!present.equals(wanted) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
            present = reader.query("SELECT id, price FROM s.item ORDER BY id");
        }
        assertThat(present).as(CONDITIONS.get(number)).isEqualTo(wanted);
    }
}
