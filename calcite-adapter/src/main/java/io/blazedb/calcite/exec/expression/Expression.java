/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import org.jspecify.annotations.Nullable;

/** A compiled scalar expression: a closure over the expressions of its operands. Immutable and safe for any number of threads. */
@FunctionalInterface
public interface Expression {

    /** Computes the value for a row, an internal value or null for NULL. */
    @Nullable
    Object evaluate(@Nullable Object[] row, Evaluation evaluation);

    /** Whether the value is TRUE; UNKNOWN is not. */
    default boolean isTrue(@Nullable Object[] row, Evaluation evaluation) {
        return Boolean.TRUE.equals(evaluate(row, evaluation));
    }

    /** A value that is the same for every row of every execution. */
    record Constant(@Nullable Object value) implements Expression {
        @Override
        public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
            return value;
        }
    }

    /** A column of the row. */
    record Column(int index) implements Expression {
        @Override
        public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
            return row[index];
        }
    }

    /** A parameter of the statement. */
    record Parameter(int index) implements Expression {
        @Override
        public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
            return evaluation.statement().parameter(index);
        }
    }

    /** A column of the row that an enclosing query is at. */
    record Outer(int correlation, int index) implements Expression {
        @Override
        public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
            return evaluation.outerRow(correlation)[index];
        }
    }
}
