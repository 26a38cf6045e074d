/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that are little more than a loop. */
public final class SimpleOperators {
    private static final @Nullable Object[] NO_ROW = {};

    private SimpleOperators() {}

    /** Rows for which the condition is TRUE. */
    public static Operator filter(Operator input, Expression condition) {
        return context -> {
            Rows rows = input.open(context);
            return new Forwarding(rows) {
                @Override
                public @Nullable Object @Nullable [] next() {
                    @Nullable Object[] row;
                    while ((row = rows.next()) != null) {
                        if (condition.isTrue(row, context)) {
                            return row;
                        }
                        context.tick();
                    }
                    return null;
                }
            };
        };
    }

    /** A new row of expressions for each row. */
    public static Operator project(Operator input, Expression[] expressions) {
        return new Projection(input, expressions);
    }

    private record Projection(Operator input, Expression[] expressions) implements Operator {
        @Override
        public Rows open(OperatorContext context) {
            Rows rows = input.open(context);
            int width = expressions.length;
            return new Forwarding(rows) {
                @Override
                public @Nullable Object @Nullable [] next() {
                    @Nullable Object[] row = rows.next();
                    if (row == null) {
                        return null;
                    }
                    @Nullable Object[] out = new @Nullable Object[width];
                    for (int i = 0; i < width; i++) {
                        out[i] = expressions[i].evaluate(row, context);
                    }
                    return out;
                }
            };
        }

        @Override
        public boolean isSingle() {
            return input.isSingle();
        }
    }

    /** The rows after the first {@code offset}, {@code fetch} of them at most. */
    public static Operator limit(Operator input, @Nullable Expression offset, @Nullable Expression fetch) {
        return context -> {
            long skip = offset == null ? 0 : count(offset, context, 0);
            long most = fetch == null ? Long.MAX_VALUE : count(fetch, context, Long.MAX_VALUE);
            if (most == 0) {
                return Rows.EMPTY;
            }
            Rows rows = input.open(context);
            return new Forwarding(rows) {
                private long toSkip = skip;
                private long left = most;

                @Override
                public @Nullable Object @Nullable [] next() {
                    while (toSkip > 0) {
                        toSkip--;
                        if (rows.next() == null) {
                            left = 0;
                            return null;
                        }
                    }
                    return left-- > 0 ? rows.next() : null;
                }
            };
        };
    }

    /** The value of LIMIT or OFFSET; NULL means none. */
    public static long count(Expression expression, OperatorContext context, long ifNull) {
        Object value = expression.evaluate(NO_ROW, context);
        if (value == null) {
            return ifNull;
        }
        long count = ((Number) value).longValue();
        if (count < 0) {
            throw ifNull == 0
                    ? new BlazeSqlException(SqlErrorCode.INVALID_OFFSET, "OFFSET must not be negative")
                    : new BlazeSqlException(SqlErrorCode.INVALID_LIMIT, "LIMIT must not be negative");
        }
        return count;
    }

    /** Rows computed from nothing. */
    public static Operator values(List<Expression[]> tuples) {
        return context -> {
            java.util.Iterator<Expression[]> iterator = tuples.iterator();
            return () -> {
                if (!iterator.hasNext()) {
                    return null;
                }
                Expression[] tuple = iterator.next();
                @Nullable Object[] row = new @Nullable Object[tuple.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = tuple[i].evaluate(NO_ROW, context);
                }
                return row;
            };
        };
    }

    /** Rows of a system view. */
    public static Operator systemView(String database, TableDefinition view) {
        return context -> Rows.of(context.execution().systemRows(database, view));
    }

    /** Rows of all inputs, one after the other. */
    public static Operator concat(List<Operator> inputs) {
        return context -> new Rows() {
            private int next;
            private @Nullable Rows open;

            @Override
            public @Nullable Object @Nullable [] next() {
                while (true) {
                    Rows rows = open;
                    if (rows == null) {
                        if (next == inputs.size()) {
                            return null;
                        }
                        rows = inputs.get(next++).open(context);
                        open = rows;
                    }
                    @Nullable Object[] row = rows.next();
                    if (row != null) {
                        return row;
                    }
                    rows.close();
                    open = null;
                }
            }

            @Override
            public void close() {
                if (open != null) {
                    open.close();
                }
            }
        };
    }

    /** Names the rows that the last round of a recursive query added. */
    public static final class WorkTable implements Operator {
        @Override
        public Rows open(OperatorContext context) {
            return context.memory(this, Source.class, () -> () -> Rows.EMPTY).read();
        }

        /** What stands for a table while a part of a statement runs. */
        @FunctionalInterface
        interface Source {
            Rows read();
        }
    }

    private abstract static class Forwarding implements Rows {
        private final Rows input;

        Forwarding(Rows input) {
            this.input = input;
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
