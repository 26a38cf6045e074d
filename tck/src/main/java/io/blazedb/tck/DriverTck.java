/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.blazedb.tck.connection.ConnectionChecks;
import io.blazedb.tck.escape.EscapeChecks;
import io.blazedb.tck.lobs.LargeObjectChecks;
import io.blazedb.tck.metadata.AnswerChecks;
import io.blazedb.tck.metadata.MetadataChecks;
import io.blazedb.tck.resultset.ColumnMetaChecks;
import io.blazedb.tck.resultset.ResultSetChecks;
import io.blazedb.tck.robustness.RobustnessChecks;
import io.blazedb.tck.statement.BatchChecks;
import io.blazedb.tck.statement.GeneratedKeysChecks;
import io.blazedb.tck.statement.PreparedStatementChecks;
import io.blazedb.tck.statement.StatementChecks;
import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Check;
import io.blazedb.tck.support.Scratch;
import io.blazedb.tck.support.TckDatabase;
import io.blazedb.tck.transaction.TransactionChecks;
import io.blazedb.tck.types.TypeChecks;
import io.blazedb.tck.values.GetterChecks;
import io.blazedb.tck.values.SetterChecks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/**
 * The suite. A driver's test class returns {@link #tests} from a method with {@code @TestFactory}.
 *
 * <p>Every check runs on connections and tables of its own. A check that the database is excused from is run all the same, and must
 * fail: an excuse that is no longer needed is reported.
 */
public final class DriverTck {
    /** A check that waits for a lock for ever fails at last. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private DriverTck() {}

    /** All chapters. */
    public static List<Chapter> chapters() {
        return List.of(
                ConnectionChecks.chapter(),
                StatementChecks.chapter(),
                PreparedStatementChecks.chapter(),
                BatchChecks.chapter(),
                GeneratedKeysChecks.chapter(),
                ResultSetChecks.chapter(),
                MetadataChecks.chapter(),
                TransactionChecks.chapter(),
                TypeChecks.chapter(),
                GetterChecks.chapter(),
                SetterChecks.chapter(),
                ColumnMetaChecks.chapter(),
                AnswerChecks.chapter(),
                EscapeChecks.chapter(),
                LargeObjectChecks.chapter(),
                RobustnessChecks.chapter());
    }

    /** A container of tests for each chapter. */
    public static Stream<DynamicNode> tests(TckDatabase database) {
        return tests(database, chapters());
    }

    /** As {@link #tests(TckDatabase)}, for some of the chapters. */
    public static Stream<DynamicNode> tests(TckDatabase database, List<Chapter> chapters) {
        List<DynamicNode> containers = new ArrayList<>();
        for (Chapter chapter : chapters) {
            List<DynamicTest> tests = new ArrayList<>();
            chapter.checks()
                    .forEach((name, check) -> tests.add(DynamicTest.dynamicTest(
                            name, () -> assertTimeoutPreemptively(LIMIT, () -> run(database, name, check)))));
            containers.add(DynamicContainer.dynamicContainer(chapter.name(), tests));
        }
        return containers.stream();
    }

    private static void run(TckDatabase database, String name, Check check) throws Exception {
        String excuse = database.exception(name);
        try (Scratch scratch = new Scratch(database)) {
            if (excuse == null) {
                check.run(scratch);
            } else {
                assertThrows(Throwable.class, () -> check.run(scratch), "holds, though excused by: " + excuse);
            }
        }
    }
}
