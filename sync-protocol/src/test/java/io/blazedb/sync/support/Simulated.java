/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.support;

import io.blazedb.calcite.catalog.GrantDefinition.GranteeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A publisher's database that changes at random, and what its publication shows, worked out from scratch each time: rows of {@code bugs} whose status is
 * not 'draft', without the column {@code secret}.
 */
public final class Simulated {
    private static final String[] STATUS = {"draft", "open", "closed"};

    private final TestDatabase database;
    private final Random random;

    public Simulated(TestDatabase database, Random random) {
        this.database = database;
        this.random = random;
        database.createTable(
                "bugs",
                1,
                List.of("id BIGINT", "title VARCHAR", "status VARCHAR", "secret VARCHAR"),
                List.of("status", "title"));
        database.createTable("other", 1, List.of("id BIGINT", "text VARCHAR"), List.of());
        database.publish("suite", "bugs", List.of("id", "title", "status"), "status <> 'draft'");
        database.grant("suite", GranteeKind.PUBLIC, "");
    }

    /** One random transaction of one to five changes. */
    public void step() {
        List<List<@Nullable Object>> rows = new ArrayList<>(database.rows(0, "bugs"));
        database.write(transaction -> {
            var writer = database.writer(transaction, database.table(0, "bugs"));
            var keys = io.blazedb.calcite.catalog.TableLayout.primaryKey(writer.table());
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                int action = random.nextInt(10);
                if (rows.isEmpty() || action < 3) {
                    long id = random.nextInt(60);
                    if (rows.stream().noneMatch(row -> Objects.equals(row.get(0), id))) {
                        @Nullable Object[] row = {id, "t" + random.nextInt(5), status(), "s" + random.nextInt(9)};
                        writer.insert(row);
                        rows.add(Arrays.asList(row));
                    }
                    continue;
                }
                int at = random.nextInt(rows.size());
                @Nullable Object[] old = rows.get(at).toArray();
                byte[] key = keys.encode(old);
                if (action < 5) {
                    writer.delete(key, old);
                    rows.remove(at);
                    continue;
                }
                @Nullable Object[] changed = old.clone();
                switch (random.nextInt(4)) {
                    case 0 -> changed[1] = "t" + random.nextInt(5);
                    case 1 -> changed[2] = status();
                    case 2 -> changed[3] = "s" + random.nextInt(9);
                    default -> {
                        long id = random.nextInt(60);
                        if (rows.stream().noneMatch(row -> Objects.equals(row.get(0), id))) {
                            changed[0] = id;
                        }
                    }
                }
                writer.update(key, old, changed);
                rows.set(at, Arrays.asList(changed));
            }
            if (random.nextInt(4) == 0) {
                database.writer(transaction, database.table(0, "other"))
                        .insert(new Object[] {random.nextLong(), "noise"});
            }
        });
    }

    private @Nullable String status() {
        int choice = random.nextInt(4);
        return choice == 3 ? null : STATUS[choice];
    }

    /** The publication's rows, by definition. */
    public List<List<@Nullable Object>> projection() {
        return database.rows(0, "bugs").stream()
                .filter(row -> row.get(2) != null && !"draft".equals(row.get(2)))
                .map(row -> row.subList(0, 3))
                .toList();
    }
}
