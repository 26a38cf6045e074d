/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.tck.sqllogic.SqlLogicReport;
import io.blazedb.tck.sqllogic.SqlLogicReport.Failure;
import java.io.Reader;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A sample of sqllogictest: from each directory one file of those with few rows, and some of its queries, drawn by {@code -Dblazedb.seed}. */
class SqlLogicTest {
    private static final int QUERIES = 25;
    private static final int QUERIES_OF_A_FILE_ABOUT = 6_000;

    /** Directories whose files have thousands of statements; index/delete/100 and index/view/10 stand for their neighbours. */
    private static final Set<String> LARGE = Set.of(
            "index/delete/1",
            "index/delete/10",
            "index/delete/1000",
            "index/delete/10000",
            "index/view/100",
            "index/view/1000",
            "index/view/10000");

    /**
     * Statements of SQLite alone in files that leave out other databases by name: an empty list after IN, REPLACE, REINDEX, triggers
     * around a SELECT, a column that is assigned twice, binary strings compared with integers; and views that SQLite alone cannot write to.
     */
    private static final Map<String, Integer> SQLITE_ONLY = new HashMap<>();

    static {
        SQLITE_ONLY.put("evidence/in1.test", 2);
        SQLITE_ONLY.put("evidence/in2.test", 8);
        SQLITE_ONLY.put("evidence/slt_lang_createtrigger.test", 20);
        // Views of one table can be written to, as in PostgreSQL.
        SQLITE_ONLY.put("evidence/slt_lang_createview.test", 2);
        SQLITE_ONLY.put("evidence/slt_lang_droptrigger.test", 3);
        SQLITE_ONLY.put("evidence/slt_lang_reindex.test", 1);
        SQLITE_ONLY.put("evidence/slt_lang_replace.test", 8);
        SQLITE_ONLY.put("evidence/slt_lang_update.test", 3);
    }

    @Test
    void answersAreRight() throws Exception {
        long seed = Long.getLong("blazedb.seed", 20_260_101L);
        List<String> failures = new ArrayList<>();
        int queries = 0;
        for (String file : drawn(seed)) {
            int salt = file.hashCode() + (int) seed;
            boolean evidence = file.startsWith("evidence");
            int share = QUERIES_OF_A_FILE_ABOUT / QUERIES;
            SqlLogicReport report;
            try (Connection connection = DriverManager.getConnection("jdbc:blazedb:mem:slt-" + file.replace('/', '-'));
                    Reader text = SqlLogicFiles.open(file)) {
                report = SqlLogicSuite.RUNNER
                        .sampling(query -> evidence || Math.floorMod(query * 0x9E3779B9 + salt, share) == 0)
                        .run(file, text, connection);
            }
            queries += report.queries();
            if (report.wrong() + report.errors() != SQLITE_ONLY.getOrDefault(file, 0)) {
                for (Failure failure : report.failures()) {
                    failures.add(file + ":" + failure.line() + " " + failure.sql() + "\n    " + failure.message());
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(queries).isGreaterThan(700);
    }

    /** All files of the directory of evidence, one of every other directory. */
    private static List<String> drawn(long seed) {
        List<String> all = new ArrayList<>(SqlLogicFiles.all());
        java.util.Collections.shuffle(all, new Random(seed));
        Set<String> seen = new HashSet<>(LARGE);
        List<String> drawn = new ArrayList<>();
        for (String file : all) {
            String directory = SqlLogicFiles.directory(file);
            if (directory.equals("evidence") || directory.equals(".") || seen.add(directory)) {
                drawn.add(file);
            }
        }
        return drawn;
    }
}
