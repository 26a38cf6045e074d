/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Runs random statements that write in several databases and compares their outcome and what the tables then hold. */
final class ChangeFuzzer {
    private static final List<String> CONTENTS =
            List.of("SELECT id, u, c, d, g FROM p ORDER BY 1", "SELECT id, pid, pu, t FROM k ORDER BY 1");

    private final List<Dialect> others;
    private final List<String> failures = new ArrayList<>();
    private int statements;

    ChangeFuzzer() {
        this.others = Dialect.POSTGRESQL.url(0) == null ? List.of() : List.of(Dialect.POSTGRESQL);
    }

    /** Runs statements that follow from a seed; what fails is added to {@link #failures()} as a small script. */
    void run(long seed, int count) throws SQLException {
        Changes changes = new Changes(new Random(seed));
        Case tables = new Case(changes.tables(), changes.indexes());
        List<String> script = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            script.addAll(changes.next());
        }
        if (changes.inTransaction()) {
            script.add("COMMIT");
        }
        String failure = failure(tables, script);
        statements += script.size();
        if (failure != null) {
            List<String> smaller = smaller(tables, script);
            failures.add("-- changes, seed " + seed + "\n" + tables.script() + String.join(";\n", smaller) + ";\n-- "
                    + failure(tables, smaller));
        }
    }

    private List<String> smaller(Case tables, List<String> script) throws SQLException {
        List<String> current = script;
        for (int i = current.size() - 1; i >= 0; i--) {
            List<String> rest = new ArrayList<>(current);
            rest.remove(Math.min(i, rest.size() - 1));
            if (failure(tables, rest) != null) {
                current = rest;
            }
        }
        return current;
    }

    /** What differs first; null if nothing does. */
    private @Nullable String failure(Case tables, List<String> script) throws SQLException {
        try (World world = new World(tables, others)) {
            List<Target> targets = new ArrayList<>(world.shapes());
            targets.addAll(world.peers());
            boolean transaction = false;
            for (String statement : script) {
                boolean control = statement.matches("BEGIN|COMMIT|ROLLBACK.*|SAVEPOINT.*");
                transaction = control
                        ? !statement.matches("COMMIT|ROLLBACK") && (transaction || statement.equals("BEGIN"))
                        : transaction;
                Answer first = null;
                for (Target target : targets) {
                    Answer answer = transaction && !control ? guarded(target, statement) : target.run(statement);
                    if (first == null) {
                        first = answer;
                    } else if (!same(first, answer)) {
                        return statement + ": " + targets.get(0) + " " + first + "; " + target + " " + answer;
                    }
                }
                String contents = differentContents(targets);
                if (contents != null) {
                    return statement + ": " + contents;
                }
            }
            return null;
        }
    }

    /** In a transaction a statement that fails leaves what was before it. */
    private static Answer guarded(Target target, String statement) {
        target.run("SAVEPOINT guard");
        Answer answer = target.run(statement);
        if (answer.failed()) {
            target.run("ROLLBACK TO SAVEPOINT guard");
        }
        return answer;
    }

    /** Which of several constraints a statement violates first is not said anywhere. */
    private static boolean same(Answer one, Answer other) {
        if (one.failed() && other.failed()) {
            return Objects.equals(one.state(), other.state()) || (isOfConstraint(one) && isOfConstraint(other));
        }
        return one.failed() == other.failed() && one.sorted().equals(other.sorted());
    }

    private static boolean isOfConstraint(Answer answer) {
        return answer.state() != null && answer.state().startsWith("23");
    }

    private static @Nullable String differentContents(List<Target> targets) {
        for (String query : CONTENTS) {
            Answer first = targets.get(0).run(query);
            for (Target target : targets) {
                Answer other = target.run(query);
                if (other.failed() || !first.rows().equals(other.rows())) {
                    return targets.get(0) + " holds " + first + "\n--   " + target + " " + other;
                }
            }
        }
        return null;
    }

    List<String> failures() {
        return failures;
    }

    int statements() {
        return statements;
    }
}
