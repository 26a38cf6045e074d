/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Sub-queries as expressions, by the definition of the standard. */
public final class SubQueries {
    private SubQueries() {}

    /** How a row is compared with those of a quantified sub-query. */
    public enum Comparison {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        /** Whether two values with this order meet the comparison. */
        public boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }

    /** EXISTS. */
    public static Expression exists(SubPlan plan) {
        return new Expression() {
            @Override
            public Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
                return plan.result((OperatorContext) evaluation, this, rows -> rows.next() != null);
            }
        };
    }

    /** The value of the only row, NULL if there is none. */
    public static Expression scalar(SubPlan plan) {
        return new Expression() {
            @Override
            public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
                return plan.<Optional<Object>>result((OperatorContext) evaluation, this, rows -> {
                            @Nullable Object[] only = rows.next();
                            if (only != null && rows.next() != null) {
                                throw Aggregates.tooManyRows();
                            }
                            return only == null ? Optional.empty() : Optional.ofNullable(only[0]);
                        })
                        .orElse(null);
            }
        };
    }

    /** ARRAY (query): the values of all rows. */
    public static Expression array(SubPlan plan, SqlType element) {
        return new Expression() {
            @Override
            public Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
                return plan.<SqlArray>result((OperatorContext) evaluation, this, rows -> {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (@Nullable Object[] next = rows.next(); next != null; next = rows.next()) {
                        values.add(next[0]);
                    }
                    return SqlArray.of(element, values);
                });
            }
        };
    }

    /** Whether the operands equal a row: a hash table, made once. */
    public static Expression in(SubPlan plan, List<Expression> operands, Values.KeyForm[] forms) {
        int width = operands.size();
        int[] columns = IntStream.range(0, width).toArray();
        return new Expression() {
            @Override
            public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
                Candidates candidates =
                        plan.result((OperatorContext) evaluation, this, rows -> Candidates.read(rows, columns, forms));
                if (candidates.isEmpty()) {
                    return false;
                }
                @Nullable Object[] values = new @Nullable Object[width];
                boolean complete = true;
                for (int i = 0; i < width; i++) {
                    values[i] = operands.get(i).evaluate(row, evaluation);
                    complete &= values[i] != null;
                }
                return candidates.contains(values, complete, columns, forms);
            }
        };
    }

    /** Rows of an IN sub-query: those without NULL by their key, the others in a list. */
    private record Candidates(Set<Object> complete, List<@Nullable Object[]> withNull, List<@Nullable Object[]> all) {
        static Candidates read(Rows rows, int[] columns, Values.KeyForm[] forms) {
            Candidates candidates = new Candidates(new HashSet<>(), new ArrayList<>(), new ArrayList<>());
            boolean single = columns.length == 1;
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                Object key = RowKey.ofNotNull(row, columns, forms);
                if (key == null) {
                    if (!single || candidates.withNull.isEmpty()) {
                        candidates.withNull.add(row);
                    }
                } else if (candidates.complete.add(key) && !single) {
                    candidates.all.add(row);
                }
            }
            return candidates;
        }

        boolean isEmpty() {
            return complete.isEmpty() && withNull.isEmpty();
        }

        @Nullable
        Boolean contains(@Nullable Object[] values, boolean valuesComplete, int[] columns, Values.KeyForm[] forms) {
            if (valuesComplete && complete.contains(RowKey.of(values, columns, forms))) {
                return true;
            }
            if (columns.length == 1) {
                return (valuesComplete && withNull.isEmpty()) ? false : null;
            }
            for (@Nullable Object[] row : withNull) {
                if (mayEqual(row, values, forms)) {
                    return null;
                }
            }
            if (!valuesComplete) {
                for (@Nullable Object[] row : all) {
                    if (mayEqual(row, values, forms)) {
                        return null;
                    }
                }
            }
            return false;
        }

        /** Whether no pair of values that are there differs. */
        private static boolean mayEqual(@Nullable Object[] row, @Nullable Object[] values, Values.KeyForm[] forms) {
            for (int i = 0; i < values.length; i++) {
                Object a = forms[i].apply(row[i]);
                Object b = forms[i].apply(values[i]);
                if (a != null && b != null && !a.equals(b)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** {@code operands comparison SOME (sub-query)}; rows are compared from left to right. */
    public static Expression some(SubPlan plan, List<Expression> operands, Comparison comparison) {
        int width = operands.size();
        return (row, evaluation) -> {
            @Nullable Object[] values = new @Nullable Object[width];
            for (int i = 0; i < width; i++) {
                values[i] = operands.get(i).evaluate(row, evaluation);
            }
            Boolean result = false;
            for (@Nullable Object[] candidate : plan.rows((OperatorContext) evaluation)) {
                Boolean holds = compare(values, candidate, comparison);
                if (holds == null) {
                    result = null;
                } else if (holds) {
                    return true;
                }
            }
            return result;
        };
    }

    /** Compares two rows; null for UNKNOWN. */
    public static @Nullable Boolean compare(@Nullable Object[] a, @Nullable Object[] b, Comparison comparison) {
        boolean equality = comparison == Comparison.EQUAL || comparison == Comparison.NOT_EQUAL;
        boolean unknown = false;
        for (int i = 0; i < a.length; i++) {
            Object x = a[i];
            Object y = b[i];
            if (x == null || y == null) {
                if (!equality) {
                    return null;
                }
                unknown = true;
                continue;
            }
            int order = Values.compare(x, y);
            if (order != 0) {
                return comparison.holds(order);
            }
        }
        return unknown ? null : (Boolean) comparison.holds(0);
    }
}
