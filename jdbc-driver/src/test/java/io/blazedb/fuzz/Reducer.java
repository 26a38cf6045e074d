/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import io.blazedb.fuzz.Check.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a failing case smaller as long as it fails in the same way. */
final class Reducer {
    private static final int ATTEMPTS = 400;

    private final List<Dialect> others;
    private final Check check;
    private final String kind;
    private int attempts = ATTEMPTS;

    Reducer(List<Dialect> others, Check check, String kind) {
        this.others = others;
        this.check = check;
        this.kind = kind;
    }

    /** The smallest case found, as a script with what is wrong about it. */
    String reduce(Case tables, List<Sql> pieces) throws SQLException {
        List<Sql> smaller = pieces(tables, pieces);
        Case fewer = statements(tables, smaller);
        attempts = ATTEMPTS;
        smaller = pieces(fewer, smaller);
        Failure failure = failure(fewer, smaller);
        return fewer.script()
                + (failure == null
                        ? "-- no longer fails"
                        : failure.sql() + ";\n-- " + check + " " + failure.kind() + ": "
                                + failure.detail().replace("\n", "\n--"));
    }

    private @Nullable Failure failure(Case tables, List<Sql> pieces) {
        try (World world = new World(tables, others)) {
            return check.run(world, pieces);
        } catch (SQLException missing) {
            return null;
        }
    }

    private boolean fails(@Nullable Failure failure) {
        return failure != null && failure.kind().equals(kind);
    }

    private List<Sql> pieces(Case tables, List<Sql> pieces) throws SQLException {
        List<Sql> current = pieces;
        try (World world = new World(tables, others)) {
            boolean changed = true;
            while (changed) {
                changed = false;
                for (int i = 0; i < current.size() && !changed; i++) {
                    for (Sql smaller : current.get(i).smaller()) {
                        List<Sql> candidate = new ArrayList<>(current);
                        candidate.set(i, smaller);
                        if (attempts-- <= 0) {
                            return current;
                        }
                        if (smaller.text().length() < current.get(i).text().length()
                                && fails(check.run(world, candidate))) {
                            current = candidate;
                            changed = true;
                            break;
                        }
                    }
                }
            }
        }
        return current;
    }

    private Case statements(Case tables, List<Sql> pieces) {
        Case current = tables;
        List<String> indexes = fewer(current.indexes(), rest -> new Case(tables.statements(), rest), pieces);
        List<String> statements = fewer(current.statements(), rest -> new Case(rest, indexes), pieces);
        return new Case(statements, indexes);
    }

    private List<String> fewer(
            List<String> all, java.util.function.Function<List<String>, Case> make, List<Sql> pieces) {
        List<String> current = all;
        for (int chunk = Math.max(1, all.size() / 2); chunk > 0; chunk /= 2) {
            for (int from = current.size() - chunk; from >= 0; from -= chunk) {
                List<String> rest = new ArrayList<>(current.subList(0, from));
                rest.addAll(current.subList(Math.min(from + chunk, current.size()), current.size()));
                if (fails(failure(make.apply(rest), pieces))) {
                    current = rest;
                }
            }
        }
        return current;
    }
}
