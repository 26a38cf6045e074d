/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.vector;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.exec.operator.KeyCondition;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.TableAccess;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.StoredValues;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.column.ColumnCursor;
import io.blazedb.storage.column.ColumnRequest;
import io.blazedb.storage.column.ZoneRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads columns of a table, all rows or those within ranges of the primary key, in the order of their keys. */
public final class TableBatches implements BatchOperator {
    private static final @Nullable Object[] NO_ROW = {};

    private final TableAccess access;
    private final KeyCondition condition;
    private final int[] columns;
    private final List<ZoneBound> bounds;
    private final int width;

    /**
     * A scan.
     *
     * @param columns positions of the columns that are read
     * @param bounds what may leave out rows
     */
    public TableBatches(TableAccess access, KeyCondition condition, int[] columns, List<ZoneBound> bounds) {
        this.access = access;
        this.condition = condition;
        this.columns = columns.clone();
        this.bounds = List.copyOf(bounds);
        this.width = access.table().columns().size();
    }

    @Override
    public Batches open(OperatorContext context) {
        ReadTransaction transaction = context.execution().read(access.database());
        return new Scan(transaction, ranges(context), request(context), context);
    }

    @Override
    public List<Batches> openParts(OperatorContext context, List<OperatorContext> parts) {
        ReadTransaction transaction = context.execution().read(access.database());
        List<KeyRange> ranges = ranges(context);
        List<KeyRange> divided = ranges.size() == 1
                ? transaction.split(access.table().tree(), ranges.get(0), parts.size(), Helpers.partRows())
                : List.of();
        ColumnRequest request = request(context);
        if (divided.size() < 2) {
            return List.of(new Scan(transaction, ranges, request, context));
        }
        List<Batches> scans = new ArrayList<>(divided.size());
        for (int i = 0; i < divided.size(); i++) {
            Scan scan = new Scan(transaction, List.of(divided.get(i)), request, parts.get(i));
            scan.openNext();
            scans.add(scan);
        }
        return scans;
    }

    private List<KeyRange> ranges(OperatorContext context) {
        KeyCodec codec = access.primaryKey();
        return codec == null ? List.of(KeyRange.all()) : condition.ranges(codec, NO_ROW, context);
    }

    private ColumnRequest request(OperatorContext context) {
        ColumnRequest request = ColumnRequest.ofNothing();
        for (int column : columns) {
            ColumnDefinition definition = access.table().columns().get(column);
            request = request.withColumn(definition.id(), StoredValues.kind(definition.type()));
        }
        for (ZoneBound bound : bounds) {
            ZoneRange range = bound.range(context);
            request = range == null ? request : request.withRange(range);
        }
        return request;
    }

    private final class Scan implements Batches {
        private final ReadTransaction transaction;
        private final List<KeyRange> ranges;
        private final ColumnRequest request;
        private final OperatorContext context;
        private final @Nullable Vector[] vectors = new @Nullable Vector[width];
        private final Batch batch = new Batch(vectors);
        private int nextRange;
        private @Nullable ColumnCursor cursor;

        Scan(ReadTransaction transaction, List<KeyRange> ranges, ColumnRequest request, OperatorContext context) {
            this.transaction = transaction;
            this.ranges = ranges;
            this.request = request;
            this.context = context;
            for (int column : columns) {
                SqlType type = access.table().columns().get(column).type();
                vectors[column] = new Vector(type);
            }
        }

        @Override
        public @Nullable Batch next() {
            context.execution().checkCancelled();
            while (true) {
                ColumnCursor open = cursor;
                if (open == null) {
                    if (nextRange == ranges.size()) {
                        return null;
                    }
                    open = openNext();
                }
                if (open.next()) {
                    show(open);
                    return batch;
                }
                open.close();
                cursor = null;
            }
        }

        private ColumnCursor openNext() {
            ColumnCursor open = transaction.scanColumns(access.table().tree(), ranges.get(nextRange++), request);
            cursor = open;
            return open;
        }

        private void show(ColumnCursor open) {
            int rows = open.count();
            batch.fill(rows);
            for (int i = 0; i < columns.length; i++) {
                Vector vector = batch.column(columns[i]);
                if (vector.form == Vector.Form.DECIMAL) {
                    vector.decode(open.column(i), rows);
                } else {
                    vector.show(open.column(i));
                }
            }
        }

        @Override
        public void close() {
            if (cursor != null) {
                cursor.close();
                cursor = null;
            }
        }
    }
}
