/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import io.blazedb.fuzz.Check.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random tables and queries in the manner of SQLancer: ternary logic partitioning, non-optimizing reference queries, pivot rows, BlazeDB
 * in several plan shapes against itself, and another database as oracle over the dialect that both share. Everything follows from a seed.
 */
final class Fuzzer {
    private final Dialect dialect;
    private final List<Dialect> others;
    private final List<String> failures = new ArrayList<>();
    private int checks;

    Fuzzer(Dialect dialect) {
        this.dialect = dialect;
        this.others = dialect.url(0) == null ? List.of() : List.of(dialect);
    }

    /** Checks one set of tables; what fails is added to {@link #failures()} as a small script. */
    void run(long seed, int queries) throws SQLException {
        Random random = new Random(seed);
        Schemas schemas = new Schemas(random, dialect);
        Case tables = new Case(schemas.statements(), schemas.indexes());
        try (World world = new World(tables, others)) {
            Probes probes = new Probes(random, dialect, schemas.tables());
            for (int i = 0; i < queries; i++) {
                Check check =
                        random.nextBoolean() ? Check.ANSWERS : Check.values()[random.nextInt(Check.values().length)];
                List<Sql> pieces = probes.draw(check);
                Failure failure = check.run(world, pieces);
                checks++;
                if (failure != null) {
                    failures.add("-- " + dialect + ", seed " + seed + ", query " + i + "\n"
                            + new Reducer(others, check, failure.kind()).reduce(tables, pieces));
                }
            }
        }
    }

    List<String> failures() {
        return failures;
    }

    int checks() {
        return checks;
    }
}
