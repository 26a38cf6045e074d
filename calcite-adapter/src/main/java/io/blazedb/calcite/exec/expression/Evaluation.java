/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One execution as expressions see it: the statement, and the current rows of enclosing queries. One thread at a time. */
public class Evaluation {
    private static final @Nullable Object[] NO_ROW = {};

    private final ExpressionContext statement;
    private static final @Nullable Object[][] NO_ROWS = {};
    private @Nullable Object[][] outerRows = NO_ROWS;

    public Evaluation(ExpressionContext statement) {
        this.statement = statement;
    }

    public final ExpressionContext statement() {
        return statement;
    }

    /** The current row of the enclosing query with this number. */
    public final @Nullable Object[] outerRow(int correlation) {
        return correlation < outerRows.length ? outerRows[correlation] : NO_ROW;
    }

    /** Sets the current row of an enclosing query and returns the one before. */
    public final @Nullable Object[] setOuterRow(int correlation, @Nullable Object[] row) {
        if (correlation >= outerRows.length) {
            int length = outerRows.length;
            outerRows = Arrays.copyOf(outerRows, correlation + 4);
            Arrays.fill(outerRows, length, outerRows.length, NO_ROW);
        }
        @Nullable Object[] before = outerRows[correlation];
        outerRows[correlation] = row;
        return before;
    }
}
