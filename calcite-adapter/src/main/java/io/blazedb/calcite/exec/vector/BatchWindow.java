/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.vector.BatchSortOperator.Field;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Functions of one window: all rows are kept as columns, numbered by partition and sorted as numbers. Rows come out partition by partition,
 * the partitions in the order of their first rows. If they do not fit into memory, rows beyond it take their place.
 */
public final class BatchWindow implements BatchOperator {
    static final String NAME = "Window";
    private static final int ROW_BYTES = 24;

    private final BatchOperator input;
    private final List<VectorExpression> columns;
    private final int[] kept;
    private final int[] partition;
    private final List<Field> order;
    private final List<WindowCall> calls;
    private final Operator overRows;

    /**
     * A window.
     *
     * @param columns how values of the input are held
     * @param kept columns of the input that are needed, by the window or above it
     * @param partition columns that are equal within a partition
     * @param calls the functions, whose values follow the columns of the input
     * @param overRows the same over rows
     */
    public BatchWindow(
            BatchOperator input,
            List<VectorExpression> columns,
            int[] kept,
            int[] partition,
            List<Field> order,
            List<WindowCall> calls,
            Operator overRows) {
        this.input = input;
        this.columns = List.copyOf(columns);
        this.kept = kept.clone();
        this.partition = partition.clone();
        this.order = List.copyOf(order);
        this.calls = List.copyOf(calls);
        this.overRows = overRows;
    }

    int[] kept() {
        return kept;
    }

    List<Field> order() {
        return order;
    }

    List<WindowCall> calls() {
        return calls;
    }

    @Override
    public Batches open(OperatorContext context) {
        MemoryAccount.Share share = context.share(NAME);
        Gathered rows = new Gathered();
        try (Batches batches = input.open(context)) {
            Batch batch;
            while ((batch = batches.next()) != null) {
                context.execution().checkCancelled();
                rows.add(batch);
                if (!share.trySet(rows.bytes())) {
                    share.close();
                    return new RowBatches(overRows.open(context), outputs(), context);
                }
            }
            return new WindowBatches(this, rows, rows.sorted(context), outputs(), context, share);
        } catch (RuntimeException | Error failure) {
            share.close();
            throw failure;
        }
    }

    /** Vectors for the columns that come out. */
    private @Nullable Vector[] outputs() {
        @Nullable Vector[] vectors = new @Nullable Vector[columns.size() + calls.size()];
        for (int column : kept) {
            vectors[column] = vector(columns.get(column));
        }
        for (int i = 0; i < calls.size(); i++) {
            vectors[columns.size() + i] = vector(calls.get(i).of());
        }
        return vectors;
    }

    private static Vector vector(VectorExpression of) {
        return new Vector(of.type(), of.scale());
    }

    /** The rows of the input. */
    final class Gathered {
        private final @Nullable StoredColumn[] stored = new @Nullable StoredColumn[columns.size()];
        private final GroupTable partitions;
        private int[] partitionOf = {};
        private int[] groups = {};
        private int[] starts = {};
        private int count;

        private Gathered() {
            for (int column : kept) {
                stored[column] = storedLike(column);
            }
            StoredColumn[] keys = new StoredColumn[partition.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = storedLike(partition[i]);
            }
            partitions = new GroupTable(keys);
        }

        private StoredColumn storedLike(int column) {
            VectorExpression of = columns.get(column);
            return new StoredColumn(of.type(), of.scale());
        }

        private void add(Batch batch) {
            int[] selection = batch.selection();
            int selected = batch.selected();
            if (selected == 0) {
                return;
            }
            for (int column : kept) {
                StoredColumn into = stored[column];
                Vector from = batch.column(column);
                for (int k = 0; into != null && k < selected; k++) {
                    into.append(count + k, from, selection == null ? k : selection[k]);
                }
            }
            if (partition.length > 0) {
                groups = groups.length < selected ? new int[batch.rows()] : groups;
                partitions.assign(batch, partition, groups);
                if (partitionOf.length < count + selected) {
                    partitionOf = Arrays.copyOf(partitionOf, Math.max(count + selected, 2 * count));
                }
                System.arraycopy(groups, 0, partitionOf, count, selected);
            }
            count += selected;
        }

        /** About how much it holds, and what sorting it takes. */
        private long bytes() {
            long bytes = partitions.bytes() + (long) ROW_BYTES * count;
            for (StoredColumn column : stored) {
                bytes += column == null ? 0 : column.bytes();
            }
            return bytes;
        }

        /** The numbers of the rows, by partition and then in the window's order; equal rows keep theirs. */
        private int[] sorted(OperatorContext context) {
            Vector[] keys = new Vector[order.size()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = values(order.get(i).column());
            }
            int[] ordered = new RowSorter(order, keys, count, context).sort();
            int parts = partition.length == 0 ? Math.min(count, 1) : partitions.groups();
            starts = new int[parts + 1];
            if (parts < 2) {
                starts[parts] = count;
                return ordered;
            }
            for (int row = 0; row < count; row++) {
                starts[partitionOf[row] + 1]++;
            }
            for (int part = 0; part < parts; part++) {
                starts[part + 1] += starts[part];
            }
            int[] next = Arrays.copyOf(starts, parts);
            int[] sorted = new int[count];
            for (int row : ordered) {
                sorted[next[partitionOf[row]]++] = row;
            }
            return sorted;
        }

        int count() {
            return count;
        }

        /** Where each partition begins among the sorted rows, and where the last one ends. */
        int[] starts() {
            return starts;
        }

        Vector values(int column) {
            StoredColumn found = stored[column];
            if (found == null) {
                throw new IllegalStateException("a column that is not kept: " + column);
            }
            return found.values();
        }

        /** All rows, in the order in which they came. */
        Batch asBatch() {
            @Nullable Vector[] vectors = new @Nullable Vector[columns.size()];
            for (int column : kept) {
                vectors[column] = values(column);
            }
            Batch batch = new Batch(vectors);
            batch.fill(count);
            return batch;
        }
    }
}
