/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.RowKey;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.HashedRows;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.calcite.exec.memory.RowReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operators that compare whole rows: DISTINCT, INTERSECT, EXCEPT. Rows for which there is no memory wait, sorted by their hash, and are
 * compared when all others are done.
 */
public final class SetOperators {
    private static final String OWNER = "SetOperation";
    private static final int ENTRY_BYTES = 64;

    private SetOperators() {}

    /** The first of all rows that are equal. */
    public static Operator distinct(Operator input, int[] columns, Values.KeyForm[] forms) {
        return context -> new DistinctRows(input.open(context), columns, forms, context);
    }

    private static final class DistinctRows implements Rows {
        private final Rows rows;
        private final int[] columns;
        private final Values.KeyForm[] forms;
        private final OperatorContext context;
        private final MemoryAccount.Share share;
        private final Set<Object> seen = new HashSet<>();
        private @Nullable HashedRows waiting;
        private @Nullable RowReader rest;
        private int hash;

        DistinctRows(Rows rows, int[] columns, Values.KeyForm[] forms, OperatorContext context) {
            this.rows = rows;
            this.columns = columns;
            this.forms = forms;
            this.context = context;
            this.share = context.share(OWNER);
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            RowReader open = rest;
            if (open == null) {
                @Nullable Object[] row = nextInMemory();
                HashedRows others = waiting;
                if (row != null || others == null) {
                    return row;
                }
                seen.clear();
                share.close();
                open = others.sorted();
                rest = open;
            }
            return nextWaiting(open);
        }

        private @Nullable Object @Nullable [] nextInMemory() {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                Object key = RowKey.of(row, columns, forms);
                if (seen.contains(key)) {
                    continue;
                }
                HashedRows others = waiting;
                if (others == null && share.tryGrow(ENTRY_BYTES + MemorySize.of(row))) {
                    seen.add(key);
                    return row;
                }
                if (others == null) {
                    others = new HashedRows(share.another(), context::tick);
                    waiting = others;
                }
                others.add(key.hashCode(), row);
            }
            return null;
        }

        private @Nullable Object @Nullable [] nextWaiting(RowReader open) {
            @Nullable Object[] row;
            while ((row = open.next()) != null) {
                context.tick();
                if (HashedRows.hash(row) != hash) {
                    hash = HashedRows.hash(row);
                    seen.clear();
                }
                if (seen.add(RowKey.of(row, columns, forms))) {
                    return row;
                }
            }
            return null;
        }

        @Override
        public void close() {
            rows.close();
            if (rest != null) {
                rest.close();
            }
            if (waiting != null) {
                waiting.close();
            }
            share.close();
        }
    }

    /** INTERSECT and EXCEPT of two inputs, of sets or, with {@code all}, of multisets. */
    public static Operator matchCounts(
            Operator left, Operator right, boolean intersect, boolean all, int[] columns, Values.KeyForm[] forms) {
        return context -> {
            Matching matching = new Matching(intersect, all, columns, forms, context);
            try {
                try (Rows rows = right.open(context)) {
                    matching.addRight(rows);
                }
                return matching.leftRows(left.open(context));
            } catch (RuntimeException | Error failure) {
                matching.close();
                throw failure;
            }
        };
    }

    /** How often each row of the right side is there. */
    private static final class Matching implements AutoCloseable {
        private final boolean intersect;
        private final boolean all;
        private final int[] columns;
        private final Values.KeyForm[] forms;
        private final OperatorContext context;
        private final MemoryAccount.Share share;
        private Map<Object, Integer> counts = new HashMap<>();
        /** Rows that were given by set operations. */
        private final Set<Object> given = new HashSet<>();
        /** Rows of both sides whose key is not among those in memory; a column more says which side. */
        private @Nullable HashedRows sides;

        private int hash;

        Matching(boolean intersect, boolean all, int[] columns, Values.KeyForm[] forms, OperatorContext context) {
            this.intersect = intersect;
            this.all = all;
            this.columns = columns;
            this.forms = forms;
            this.context = context;
            this.share = context.share(OWNER);
        }

        void addRight(Rows rows) {
            @Nullable Object[] row;
            while ((row = rows.next()) != null) {
                context.tick();
                Object key = RowKey.of(row, columns, forms);
                Integer count = counts.get(key);
                if (count != null) {
                    counts.put(key, count + 1);
                } else if (sides == null && share.tryGrow(ENTRY_BYTES + MemorySize.of(row))) {
                    counts.put(key, 1);
                } else {
                    spilled().add(key.hashCode(), withSide(row, false));
                }
            }
        }

        /** Where rows of both sides go whose key is not in memory. */
        private HashedRows spilled() {
            HashedRows present = sides;
            if (present == null) {
                present = new HashedRows(share.another(), context::tick);
                sides = present;
            }
            return present;
        }

        private @Nullable Object[] withSide(@Nullable Object[] row, boolean isLeft) {
            @Nullable Object[] longer = Arrays.copyOf(row, columns.length + 1);
            longer[columns.length] = isLeft;
            return longer;
        }

        Rows leftRows(Rows left) {
            return new Rows() {
                private @Nullable RowReader rest;

                @Override
                public @Nullable Object @Nullable [] next() {
                    RowReader open = rest;
                    if (open == null) {
                        @Nullable Object[] row = nextInMemory(left);
                        if (row != null || sides == null) {
                            return row;
                        }
                        counts = new HashMap<>();
                        given.clear();
                        share.close();
                        open = spilled().sorted();
                        rest = open;
                    }
                    return nextOfSides(open);
                }

                @Override
                public void close() {
                    left.close();
                    if (rest != null) {
                        rest.close();
                    }
                    Matching.this.close();
                }
            };
        }

        private @Nullable Object @Nullable [] nextInMemory(Rows left) {
            @Nullable Object[] row;
            while ((row = left.next()) != null) {
                context.tick();
                Object key = RowKey.of(row, columns, forms);
                if (sides != null && !counts.containsKey(key)) {
                    if (given.contains(key)) {
                        continue;
                    }
                    spilled().add(key.hashCode(), withSide(row, true));
                } else if (isWanted(key) && isNew(key, row)) {
                    return row;
                }
            }
            return null;
        }

        private boolean isWanted(Object key) {
            int count = counts.getOrDefault(key, 0);
            if (all && count > 0) {
                counts.put(key, count - 1);
            }
            return count > 0 == intersect;
        }

        /** Whether a row was not given before, if that matters; one for which there is no memory is looked at later. */
        private boolean isNew(Object key, @Nullable Object[] row) {
            if (all || given.contains(key)) {
                return all;
            }
            if (counts.containsKey(key) || share.tryGrow(ENTRY_BYTES + MemorySize.of(row))) {
                return given.add(key);
            }
            spilled().add(key.hashCode(), withSide(row, true));
            return false;
        }

        private @Nullable Object @Nullable [] nextOfSides(RowReader open) {
            @Nullable Object[] row;
            while ((row = open.next()) != null) {
                context.tick();
                if (HashedRows.hash(row) != hash) {
                    hash = HashedRows.hash(row);
                    counts.clear();
                    given.clear();
                }
                Object key = RowKey.of(row, columns, forms);
                if (Boolean.FALSE.equals(row[columns.length])) {
                    counts.merge(key, 1, Integer::sum);
                } else if (isWanted(key) && (all || given.add(key))) {
                    return row;
                }
            }
            return null;
        }

        @Override
        public void close() {
            if (sides != null) {
                sides.close();
            }
            share.close();
        }
    }
}
