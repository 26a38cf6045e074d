/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.tck.sqllogic.SqlLogicReport;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All files of sqllogictest, or those asked for: see docs/SQLLOGICTEST.md. */
@Tag("slt")
class SqlLogicSuiteTest {

    @Test
    void answersAreRight() throws Exception {
        List<SqlLogicReport> reports = new SqlLogicSuite().run();
        assertThat(reports).filteredOn(report -> report.wrong() > 0).isEmpty();
    }
}
