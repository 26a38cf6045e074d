/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.StoredValues;
import io.blazedb.storage.column.ColumnKind;
import io.blazedb.storage.column.Limits;
import io.blazedb.storage.column.TreeLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Of which columns the rows of a table consist, as the store has to know it to keep each column apart. */
final class ColumnLayout {
    private static final int TIME = 0;
    private static final int NUMBER = 1;
    private static final int OTHER = 2;

    private ColumnLayout() {}

    /**
     * The layout of a table. Slots of dropped columns keep their kind, as old rows still have values there.
     *
     * @param before the layout so far, or null
     */
    static TreeLayout of(TableDefinition table, @Nullable TreeLayout before) {
        int slots = before == null ? 0 : before.slots();
        for (ColumnDefinition column : table.columns()) {
            slots = Math.max(slots, column.id());
        }
        ColumnKind[] kinds = new ColumnKind[slots];
        Arrays.fill(kinds, ColumnKind.NONE);
        for (int slot = 0; before != null && slot < before.slots(); slot++) {
            kinds[slot] = before.kind(slot);
        }
        for (ColumnDefinition column : table.columns()) {
            kinds[column.id() - 1] = StoredValues.kind(column.type());
        }
        return TreeLayout.of(kinds).withZonedColumns(zoned(table));
    }

    /** Whether a layout can have all columns of a table. */
    static boolean isPossible(TableDefinition table) {
        return table.columns().stream().allMatch(column -> column.id() <= Limits.LAYOUT_SLOTS_MAX);
    }

    /**
     * The columns whose bounds branches have: times first, as conditions on them leave out the most, then numbers. Rows are in the order
     * of the first key column anyway.
     */
    private static int[] zoned(TableDefinition table) {
        List<ColumnDefinition> candidates = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnDefinition column = table.columns().get(i);
            boolean isOrder =
                    !table.primaryKey().isEmpty() && table.primaryKey().get(0) == i;
            boolean possible = column.id() <= Limits.LEAF_ZONE_SLOTS_MAX
                    && StoredValues.kind(column.type()).domain() != ColumnKind.Domain.NONE;
            if (possible && !isOrder) {
                candidates.add(column);
            }
        }
        candidates.sort(Comparator.comparingInt(column -> rank(column.type())));
        return candidates.stream()
                .limit(Limits.BRANCH_ZONES_MAX)
                .mapToInt(ColumnDefinition::id)
                .toArray();
    }

    private static int rank(SqlType type) {
        return switch (type.name()) {
            case DATE, TIME, TIMESTAMP, TIMESTAMP_TZ -> TIME;
            case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE -> NUMBER;
            default -> OTHER;
        };
    }
}
