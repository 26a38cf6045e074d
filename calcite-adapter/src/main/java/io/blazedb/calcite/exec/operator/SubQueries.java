/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.memory.RowReader;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Sub-queries as expressions, by the definition of the standard. */
public final class SubQueries {
    private static final int ELEMENT_BYTES = 8;

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
                return plan.result((OperatorContext) evaluation, this, (rows, share) -> rows.next() != null);
            }
        };
    }

    /** The value of the only row, NULL if there is none. */
    public static Expression scalar(SubPlan plan) {
        return new Expression() {
            @Override
            public @Nullable Object evaluate(@Nullable Object[] row, Evaluation evaluation) {
                return plan.<Optional<Object>>result((OperatorContext) evaluation, this, (rows, share) -> {
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
                return plan.<SqlArray>result((OperatorContext) evaluation, this, (rows, share) -> {
                    List<@Nullable Object> values = new ArrayList<>();
                    for (@Nullable Object[] next = rows.next(); next != null; next = rows.next()) {
                        share.require(ELEMENT_BYTES + MemorySize.ofValue(next[0]));
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
                OperatorContext context = (OperatorContext) evaluation;
                Candidates candidates = plan.result(
                        context, this, (rows, share) -> Candidates.read(rows, columns, forms, share, context));
                if (candidates.isEmpty()) {
                    return false;
                }
                @Nullable Object[] values = new @Nullable Object[width];
                boolean complete = true;
                for (int i = 0; i < width; i++) {
                    values[i] = operands.get(i).evaluate(row, evaluation);
                    complete &= values[i] != null;
                }
                return candidates.contains(values, complete, columns, forms, context);
            }
        };
    }

    /** Rows of an IN sub-query: those without NULL by their key, the others in a list. */
    private record Candidates(KeyedRows complete, RowList withNull, RowList all) implements SubPlan.Held {
        static Candidates read(
                Rows rows, int[] columns, Values.KeyForm[] forms, MemoryAccount.Share share, OperatorContext context) {
            KeyedRows complete = new KeyedRows(share, columns, forms, context::tick);
            Candidates candidates = new Candidates(complete, new RowList(share), new RowList(share));
            boolean single = columns.length == 1;
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                if (!complete.addKey(row)) {
                    if (!single || candidates.withNull.isEmpty()) {
                        candidates.withNull.add(row);
                    }
                } else if (!single) {
                    candidates.all.add(row);
                }
            }
            complete.complete();
            return candidates;
        }

        @Override
        public void close() {
            complete.close();
            withNull.close();
            all.close();
        }

        boolean isEmpty() {
            return complete.isEmpty() && withNull.isEmpty();
        }

        @Nullable
        Boolean contains(
                @Nullable Object[] values,
                boolean valuesComplete,
                int[] columns,
                Values.KeyForm[] forms,
                OperatorContext context) {
            if (valuesComplete && complete.contains(RowKey.of(values, columns, forms))) {
                return true;
            }
            if (columns.length == 1) {
                return (valuesComplete && withNull.isEmpty()) ? false : null;
            }
            boolean unknown = anyMayEqual(withNull, values, forms, context)
                    || (!valuesComplete && anyMayEqual(all, values, forms, context));
            return unknown ? null : (Boolean) false;
        }

        private static boolean anyMayEqual(
                RowList rows, @Nullable Object[] values, Values.KeyForm[] forms, OperatorContext context) {
            RowReader reader = rows.read();
            @Nullable Object[] row;
            while ((row = reader.next()) != null) {
                context.tick();
                if (mayEqual(row, values, forms)) {
                    return true;
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
            RowReader candidates = plan.rows((OperatorContext) evaluation).read();
            @Nullable Object[] candidate;
            while ((candidate = candidates.next()) != null) {
                ((OperatorContext) evaluation).tick();
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
