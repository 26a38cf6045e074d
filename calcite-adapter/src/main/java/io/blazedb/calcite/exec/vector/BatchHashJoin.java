/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.operator.ExecutionContext;
import io.blazedb.calcite.exec.operator.JoinType;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.calcite.exec.operator.SpilledJoin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins on equality: the right side goes into a hash table, the left side is looked up in it, in its order; rows of the right side that
 * match a left row come in their own order, those without a match last. If the right side does not fit into memory, both sides are joined
 * as rows beyond it.
 */
public final class BatchHashJoin implements BatchOperator {
    private static final int NONE = -1;
    private static final int UNMATCHED_ROWS = 1024;

    private final BatchOperator left;
    private final BatchOperator right;
    private final JoinType type;
    private final int[] leftKeys;
    private final int[] rightKeys;
    private final Values.KeyForm[] forms;
    private final List<VectorExpression> leftColumns;
    private final List<VectorExpression> rightColumns;
    private final int[] rightOutputs;
    private final int[] leftOutputs;
    private final int leftWidth;
    /** Columns of the right side that are held; what is needed above comes first. */
    private final int[] rightHeld;

    /**
     * A join.
     *
     * @param leftKeys columns of the left side that equal, in turn, {@code rightKeys} of the right side
     * @param forms how the values of each pair are compared
     * @param leftColumns how values of the left side are held
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
            Values.KeyForm[] forms,
            List<VectorExpression> leftColumns,
            List<VectorExpression> rightColumns,
            int[] leftOutputs,
            int[] rightOutputs) {
        this.left = left;
        this.right = right;
        this.type = type;
        this.leftKeys = leftKeys.clone();
        this.rightKeys = rightKeys.clone();
        this.forms = forms.clone();
        this.leftColumns = List.copyOf(leftColumns);
        this.rightColumns = List.copyOf(rightColumns);
        this.leftOutputs = leftOutputs.clone();
        this.rightOutputs = rightOutputs.clone();
        this.leftWidth = leftColumns.size();
        this.rightHeld = type.keepsRight() ? union(rightOutputs, rightKeys) : this.rightOutputs;
    }

    private static int[] union(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second))
                .distinct()
                .toArray();
    }

    @Override
    public Batches open(OperatorContext context) {
        return openParts(context, List.of()).get(0);
    }

    @Override
    public List<Batches> openParts(OperatorContext context, List<OperatorContext> parts) {
        MemoryAccount.Share share = context.share("HashJoin");
        Build build = new Build(share);
        try (Batches batches = right.open(context)) {
            Batch batch;
            while ((batch = batches.next()) != null) {
                context.execution().checkCancelled();
                if (!build.add(batch)) {
                    return List.of(spilled(build, batches, context));
                }
            }
            if (build.rows == 0 && (type == JoinType.INNER || type == JoinType.SEMI)) {
                share.close();
                return List.of(() -> null);
            }
            build.complete();
            boolean divided = parts.size() > 1 && !type.keepsRight();
            List<Batches> lefts = divided ? left.openParts(context, parts) : List.of(left.open(context));
            List<Batches> probes = new ArrayList<>(lefts.size());
            for (Batches each : lefts) {
                probes.add(new Probe(each, build, context.execution()));
            }
            return probes;
        } catch (RuntimeException | Error failure) {
            share.close();
            throw failure;
        }
    }

    private Batches spilled(Build build, Batches rest, OperatorContext context) {
        SpilledJoin join =
                new SpilledJoin(context, type, leftKeys, rightKeys, forms, null, leftWidth, rightColumns.size());
        try {
            build.forEach(join::addRight);
            build.share.close();
            Rows others = BatchOperators.rows(rest, union(rightOutputs, rightKeys), context);
            @Nullable Object[] row;
            while ((row = others.next()) != null) {
                join.addRight(row);
            }
            Rows joined = join.rows(BatchOperators.rows(left, union(leftOutputs, leftKeys)));
            return new RowBatches(joined, outputs(), context);
        } catch (RuntimeException | Error failure) {
            join.close();
            throw failure;
        }
    }

    private @Nullable Vector[] outputs() {
        @Nullable Vector[] vectors = new @Nullable Vector[leftWidth + rightColumns.size()];
        for (int column : leftOutputs) {
            vectors[column] = vector(leftColumns.get(column));
        }
        if (!type.isLeftOnly()) {
            for (int column : rightOutputs) {
                vectors[leftWidth + column] = vector(rightColumns.get(column));
            }
        }
        return vectors;
    }

    private static Vector vector(VectorExpression of) {
        return new Vector(of.type(), of.scale());
    }

    /** The right side: its columns, and for each key the chain of its rows. Rows with a NULL in the key are in no chain. */
    private final class Build {
        private final MemoryAccount.Share share;
        private final StoredColumn[] columns = new StoredColumn[rightHeld.length];
        private final GroupTable keys;
        private int[] groups = {};
        private int[] first = {};
        private int[] last = {};
        private int[] following = {};
        private int rows;
        private boolean unique = true;
        /** Whether the only row of each key has the number of the key. */
        private boolean inOrder;

        Build(MemoryAccount.Share share) {
            this.share = share;
            for (int i = 0; i < columns.length; i++) {
                columns[i] = stored(rightHeld[i]);
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

        /** False, with the rows added, if they are too many for memory. */
        boolean add(Batch batch) {
            int count = batch.selected();
            if (count == 0) {
                return true;
            }
            groups = groups.length < count ? new int[batch.rows()] : groups;
            keys.assign(batch, rightKeys, groups);
            first = room(first, keys.groups(), NONE);
            last = room(last, keys.groups(), NONE);
            following = room(following, rows + count, NONE);
            int[] selection = batch.selection();
            for (int k = 0; k < count; k++) {
                int position = selection == null ? k : selection[k];
                boolean unmatched = keys.anyNull(position);
                if (unmatched && !type.keepsRight()) {
                    continue;
                }
                int row = rows++;
                if (!unmatched) {
                    link(groups[k], row);
                }
                for (int i = 0; i < columns.length; i++) {
                    columns[i].append(row, batch.column(rightHeld[i]), position);
                }
            }
            return share.trySet(bytes());
        }

        private void link(int group, int row) {
            if (first[group] == NONE) {
                first[group] = row;
            } else {
                following[last[group]] = row;
                unique = false;
            }
            last[group] = row;
        }

        private long bytes() {
            long bytes = keys.bytes() + 4L * first.length + 4L * last.length + 4L * following.length;
            for (StoredColumn column : columns) {
                bytes += column.bytes();
            }
            return bytes;
        }

        /** Called when all rows are there, before any is looked up. */
        void complete() {
            keys.complete();
            if (!share.trySet(bytes())) {
                keys.dropDirect();
            }
            inOrder = unique && keys.groups() == rows;
            for (int group = 0; inOrder && group < rows; group++) {
                inOrder = first[group] == group;
            }
        }

        /** Every row; those of one key in their order. */
        void forEach(Consumer<@Nullable Object[]> action) {
            if (type.keepsRight()) {
                for (int row = 0; row < rows; row++) {
                    action.accept(row(row));
                }
                return;
            }
            for (int group = 0; group < keys.groups(); group++) {
                for (int row = first[group]; row != NONE; row = following[row]) {
                    @Nullable Object[] values = row(row);
                    for (int i = 0; i < rightKeys.length; i++) {
                        values[rightKeys[i]] = values[rightKeys[i]] == null ? keys.key(i, group) : values[rightKeys[i]];
                    }
                    action.accept(values);
                }
            }
        }

        private @Nullable Object[] row(int row) {
            @Nullable Object[] values = new @Nullable Object[rightColumns.size()];
            for (int i = 0; i < columns.length; i++) {
                values[rightHeld[i]] = columns[i].values().value(row);
            }
            return values;
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
        private final ExecutionContext execution;
        private final GroupTable.Probe keys;
        private final @Nullable Vector[] columns = outputs();
        private final @Nullable Vector[] leftCopies = columns.clone();
        private final Batch out = new Batch(columns);
        private final BitSet matched = new BitSet();
        private @Nullable Batch batch;
        private int[] groups = {};
        /** The pairs of the present output: position in the left batch, row of the right side. */
        private int[] lefts = {};

        private int[] rights = {};
        private int nextLeft;
        private int nextRight = NONE;
        private int unmatched;

        Probe(Batches batches, Build build, ExecutionContext execution) {
            this.batches = batches;
            this.build = build;
            this.execution = execution;
            this.keys = build.keys.newProbe();
        }

        @Override
        public @Nullable Batch next() {
            while (true) {
                Batch current = batch;
                if (current == null) {
                    current = batches.next();
                    execution.checkCancelled();
                    if (current == null) {
                        return type.keepsRight() ? unmatchedRight() : null;
                    }
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

        /** Right rows that no left row matched; null after the last ones. */
        private @Nullable Batch unmatchedRight() {
            rights = rights.length < UNMATCHED_ROWS ? new int[UNMATCHED_ROWS] : rights;
            int count = 0;
            while (count < UNMATCHED_ROWS && (unmatched = matched.nextClearBit(unmatched)) < build.rows) {
                rights[count++] = unmatched++;
            }
            if (count == 0) {
                return null;
            }
            for (int column : leftOutputs) {
                Vector nulls = Objects.requireNonNull(leftCopies[column]);
                columns[column] = nulls;
                nulls.reset(count);
                for (int k = 0; k < count; k++) {
                    nulls.setNull(k);
                }
            }
            copyRight(count, null, count);
            out.fill(count);
            return out;
        }

        private void lookUp(Batch current) {
            int size = current.rows();
            if (groups.length < size) {
                groups = new int[size];
                lefts = new int[size];
                rights = new int[size];
            }
            build.keys.lookUp(current, leftKeys, groups, keys);
            if (build.inOrder) {
                return;
            }
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
                Vector copy = Objects.requireNonNull(leftCopies[column]);
                columns[column] = copy;
                copy.reset(pairs);
                copy.copyAll(null, from, lefts, pairs);
            }
            fillRight(pairs, null, pairs);
            out.fill(pairs);
            return out;
        }

        /** Copies the right rows of pairs to positions, or one behind the other. */
        private void fillRight(int size, int @Nullable [] positions, int pairs) {
            if (type.keepsRight()) {
                for (int k = 0; k < pairs; k++) {
                    if (rights[k] != NONE) {
                        matched.set(rights[k]);
                    }
                }
            }
            copyRight(size, positions, pairs);
        }

        private void copyRight(int size, int @Nullable [] positions, int pairs) {
            for (int i = 0; i < rightOutputs.length; i++) {
                Vector vector = out.column(leftWidth + rightOutputs[i]);
                Vector stored = build.columns[i].values();
                vector.reset(size);
                if (!type.keepsLeft()) {
                    vector.copyAll(positions, stored, rights, pairs);
                    continue;
                }
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
            build.share.close();
        }
    }
}
