/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.operator.JoinType;
import io.blazedb.calcite.exec.operator.OperatorContext;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins on equality: the right side goes into a hash table, the left side is looked up in it, in its order. INNER, LEFT, SEMI and ANTI; rows
 * of the right side that match a left row come in their own order.
 */
public final class BatchHashJoin implements BatchOperator {
    private static final int NONE = -1;

    private final BatchOperator left;
    private final BatchOperator right;
    private final JoinType type;
    private final int[] leftKeys;
    private final int[] rightKeys;
    private final List<VectorExpression> rightColumns;
    private final int[] rightOutputs;
    private final int[] leftOutputs;
    private final int leftWidth;

    /**
     * A join.
     *
     * @param leftKeys columns of the left side that equal, in turn, {@code rightKeys} of the right side
     * @param rightColumns how values of the right side are held
     * @param leftOutputs columns of the left side that are needed above
     * @param rightOutputs columns of the right side that are needed above
     */
    public BatchHashJoin(
            BatchOperator left,
            BatchOperator right,
            JoinType type,
            int[] leftKeys,
            int[] rightKeys,
            List<VectorExpression> rightColumns,
            int[] leftOutputs,
            int[] rightOutputs,
            int leftWidth) {
        this.left = left;
        this.right = right;
        this.type = type;
        this.leftKeys = leftKeys.clone();
        this.rightKeys = rightKeys.clone();
        this.rightColumns = List.copyOf(rightColumns);
        this.leftOutputs = leftOutputs.clone();
        this.rightOutputs = rightOutputs.clone();
        this.leftWidth = leftWidth;
    }

    @Override
    public Batches open(OperatorContext context) {
        Build build = new Build();
        try (Batches batches = right.open(context)) {
            Batch batch;
            while ((batch = batches.next()) != null) {
                context.execution().checkCancelled();
                build.add(batch);
            }
        }
        if (build.rows == 0 && (type == JoinType.INNER || type == JoinType.SEMI)) {
            return () -> null;
        }
        return new Probe(left.open(context), build, context);
    }

    /** The right side: its columns, and for each key the chain of its rows. */
    private final class Build {
        private final StoredColumn[] columns = new StoredColumn[rightOutputs.length];
        private final GroupTable keys;
        private int[] groups = {};
        private int[] first = {};
        private int[] last = {};
        private int[] following = {};
        private int rows;
        private boolean unique = true;

        Build() {
            for (int i = 0; i < columns.length; i++) {
                columns[i] = stored(rightOutputs[i]);
            }
            StoredColumn[] keyColumns = new StoredColumn[rightKeys.length];
            for (int i = 0; i < keyColumns.length; i++) {
                keyColumns[i] = stored(rightKeys[i]);
            }
            keys = new GroupTable(keyColumns);
        }

        private StoredColumn stored(int column) {
            VectorExpression of = rightColumns.get(column);
            return new StoredColumn(of.type(), of.scale());
        }

        void add(Batch batch) {
            int count = batch.selected();
            if (count == 0) {
                return;
            }
            groups = groups.length < count ? new int[batch.rows()] : groups;
            keys.assign(batch, rightKeys, groups);
            first = room(first, keys.groups(), NONE);
            last = room(last, keys.groups(), NONE);
            following = room(following, rows + count, NONE);
            int[] selection = batch.selection();
            for (int k = 0; k < count; k++) {
                int position = selection == null ? k : selection[k];
                if (keys.anyNull(position)) {
                    continue;
                }
                int group = groups[k];
                int row = rows++;
                if (first[group] == NONE) {
                    first[group] = row;
                } else {
                    following[last[group]] = row;
                    unique = false;
                }
                last[group] = row;
                for (int i = 0; i < columns.length; i++) {
                    columns[i].append(row, batch.column(rightOutputs[i]), position);
                }
            }
        }

        private int[] room(int[] array, int size, int filler) {
            if (array.length >= size) {
                return array;
            }
            int[] larger = Arrays.copyOf(array, Math.max(size, 2 * array.length));
            Arrays.fill(larger, array.length, larger.length, filler);
            return larger;
        }
    }

    private final class Probe implements Batches {
        private final Batches batches;
        private final Build build;
        private final OperatorContext context;
        private final @Nullable Vector[] columns = new @Nullable Vector[leftWidth + rightColumns.size()];
        private final @Nullable Vector[] leftCopies = new @Nullable Vector[leftWidth];
        private final Batch out = new Batch(columns);
        private @Nullable Batch batch;
        private int[] groups = {};
        /** The pairs of the present output: position in the left batch, row of the right side. */
        private int[] lefts = {};

        private int[] rights = {};
        private int nextLeft;
        private int nextRight = NONE;

        Probe(Batches batches, Build build, OperatorContext context) {
            this.batches = batches;
            this.build = build;
            this.context = context;
            if (!type.isLeftOnly()) {
                for (int i = 0; i < rightOutputs.length; i++) {
                    Vector stored = build.columns[i].values();
                    columns[leftWidth + rightOutputs[i]] = new Vector(stored.type, stored.scale);
                }
            }
        }

        @Override
        public @Nullable Batch next() {
            while (true) {
                Batch current = batch;
                if (current == null) {
                    current = batches.next();
                    if (current == null) {
                        return null;
                    }
                    context.execution().checkCancelled();
                    lookUp(current);
                    if (type.isLeftOnly()) {
                        return selected(current);
                    }
                    if (build.unique) {
                        return joined(current);
                    }
                    batch = current;
                    nextLeft = 0;
                    nextRight = NONE;
                }
                int pairs = pairs(current);
                if (pairs > 0) {
                    return gathered(current, pairs);
                }
                batch = null;
            }
        }

        private void lookUp(Batch current) {
            int size = current.rows();
            if (groups.length < size) {
                groups = new int[size];
                lefts = new int[size];
                rights = new int[size];
            }
            build.keys.lookUp(current, leftKeys, groups);
            for (int k = 0; k < current.selected(); k++) {
                groups[k] = groups[k] < 0 ? NONE : build.first[groups[k]];
            }
        }

        /** Left rows with a match, or without. */
        private Batch selected(Batch current) {
            int count = current.selected();
            int[] selection = current.selection();
            int kept = 0;
            for (int k = 0; k < count; k++) {
                lefts[kept] = selection == null ? k : selection[k];
                kept += (groups[k] == NONE) == (type == JoinType.ANTI) ? 1 : 0;
            }
            showLeft(current);
            out.fill(current.rows());
            out.select(lefts, kept);
            return out;
        }

        /** Every left row has one match at most: its columns stay where they are. */
        private Batch joined(Batch current) {
            int count = current.selected();
            int[] selection = current.selection();
            boolean keepsLeft = type.keepsLeft();
            int kept = 0;
            for (int k = 0; k < count; k++) {
                lefts[kept] = selection == null ? k : selection[k];
                rights[kept] = groups[k];
                kept += keepsLeft || groups[k] != NONE ? 1 : 0;
            }
            showLeft(current);
            fillRight(current.rows(), lefts, kept);
            out.fill(current.rows());
            out.select(lefts, kept);
            return out;
        }

        private void showLeft(Batch current) {
            for (int column : leftOutputs) {
                columns[column] = current.column(column);
            }
        }

        /** Collects pairs until there are as many as rows of a batch; 0 if the left batch has no more. */
        private int pairs(Batch current) {
            int[] selection = current.selection();
            int count = current.selected();
            int pairs = 0;
            while (pairs < lefts.length && nextLeft < count) {
                int row = nextRight == NONE ? groups[nextLeft] : nextRight;
                if (row != NONE || type.keepsLeft()) {
                    lefts[pairs] = selection == null ? nextLeft : selection[nextLeft];
                    rights[pairs++] = row;
                }
                nextRight = row == NONE ? NONE : build.following[row];
                nextLeft += nextRight == NONE ? 1 : 0;
            }
            return pairs;
        }

        private Batch gathered(Batch current, int pairs) {
            for (int column : leftOutputs) {
                Vector from = current.column(column);
                Vector copy = leftCopies[column];
                if (copy == null) {
                    copy = new Vector(from.type, from.scale);
                    leftCopies[column] = copy;
                }
                columns[column] = copy;
                copy.reset(pairs);
                for (int k = 0; k < pairs; k++) {
                    copy.copy(k, from, lefts[k]);
                }
            }
            fillRight(pairs, null, pairs);
            out.fill(pairs);
            return out;
        }

        /** Copies the right rows of pairs to positions, or one behind the other. */
        private void fillRight(int size, int @Nullable [] positions, int pairs) {
            for (int i = 0; i < rightOutputs.length; i++) {
                Vector vector = out.column(leftWidth + rightOutputs[i]);
                Vector stored = build.columns[i].values();
                vector.reset(size);
                for (int k = 0; k < pairs; k++) {
                    int position = positions == null ? k : positions[k];
                    if (rights[k] == NONE) {
                        vector.setNull(position);
                    } else {
                        vector.copy(position, stored, rights[k]);
                    }
                }
            }
        }

        @Override
        public void close() {
            batches.close();
        }
    }
}
