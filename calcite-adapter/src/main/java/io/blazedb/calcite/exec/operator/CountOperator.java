/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row with the number of entries within ranges of a table or an index. */
public final class CountOperator implements Operator {
    private static final @Nullable Object[] NO_ROW = {};

    private final TableAccess access;
    private final long tree;
    private final @Nullable KeyCodec codec;
    private final KeyCondition condition;

    public CountOperator(TableAccess access, @Nullable IndexDefinition index, KeyCondition condition) {
        this.access = access;
        this.tree = index == null ? access.table().tree() : index.tree();
        this.codec = index == null ? access.primaryKey() : access.index(index);
        this.condition = condition;
    }

    @Override
    public boolean isSingle() {
        return true;
    }

    @Override
    public Rows open(OperatorContext context) {
        ReadTransaction transaction = context.execution().read(access.database());
        List<KeyRange> ranges = codec == null ? List.of(KeyRange.all()) : condition.ranges(codec, NO_ROW, context);
        long count = 0;
        for (KeyRange range : ranges) {
            context.tick();
            count += transaction.count(tree, range);
        }
        List<@Nullable Object[]> rows = new java.util.ArrayList<>();
        rows.add(new @Nullable Object[] {count});
        return Rows.of(rows);
    }
}
