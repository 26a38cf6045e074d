/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.sqllogic;

import java.util.List;

/**
 * What running a file showed.
 *
 * @param file its name
 * @param statements statements that were run, queries aside
 * @param queries queries that were run
 * @param skipped records for other databases, and queries that were not drawn for the sample
 * @param wrong queries with a wrong result
 * @param errors statements and queries that failed but should not have, and the other way round
 * @param excused those that failed, and that the file leaves out for the database whose dialect the engine follows
 * @param failures the first of those that are wrong or failed
 * @param millis how long it took
 * @param slowestMillis how long the slowest statement took
 */
public record SqlLogicReport(
        String file,
        int statements,
        int queries,
        int skipped,
        int wrong,
        int errors,
        int excused,
        List<Failure> failures,
        long millis,
        long slowestMillis) {

    /** A statement whose outcome is not the expected one. */
    public record Failure(int line, String sql, String message) {}

    /** Whether everything was as expected. */
    public boolean isClean() {
        return wrong == 0 && errors == 0;
    }
}
