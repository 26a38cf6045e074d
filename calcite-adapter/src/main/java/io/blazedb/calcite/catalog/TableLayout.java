/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a table's rows and keys are stored. A table without primary key has an 8-byte row id as its key. Immutable. */
public final class TableLayout {
    private final RowCodec rows;
    private final @Nullable KeyCodec primaryKey;
    private final List<KeyCodec> indexes;

    private TableLayout(RowCodec rows, @Nullable KeyCodec primaryKey, List<KeyCodec> indexes) {
        this.rows = rows;
        this.primaryKey = primaryKey;
        this.indexes = indexes;
    }

    public static TableLayout of(TableDefinition table) {
        List<KeyCodec> indexes = new ArrayList<>(table.indexes().size());
        for (IndexDefinition index : table.indexes()) {
            indexes.add(index(table, index));
        }
        KeyCodec primaryKey = table.primaryKey().isEmpty() ? null : primaryKey(table);
        return new TableLayout(rows(table), primaryKey, List.copyOf(indexes));
    }

    /** The codec of a table's rows. */
    public static RowCodec rows(TableDefinition table) {
        int count = table.columns().size();
        SqlType[] types = new SqlType[count];
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            types[i] = table.columns().get(i).type();
            ids[i] = table.columns().get(i).id();
        }
        return new RowCodec(types, ids);
    }

    /** The codec of a table's primary key; the table must have one. */
    public static KeyCodec primaryKey(TableDefinition table) {
        int count = table.primaryKey().size();
        SqlType[] types = new SqlType[count];
        int[] columns = new int[count];
        for (int i = 0; i < count; i++) {
            columns[i] = table.primaryKey().get(i);
            types[i] = table.columns().get(columns[i]).type();
        }
        return new KeyCodec(types, columns, new boolean[count], false, false);
    }

    /** The codec of an index's entries; values of its expressions stand behind the columns of the row, in their order. */
    public static KeyCodec index(TableDefinition table, IndexDefinition index) {
        int count = index.columns().size();
        SqlType[] types = new SqlType[count];
        int[] columns = new int[count];
        boolean[] descending = new boolean[count];
        boolean[] nullsFirst = new boolean[count];
        int computed = table.columns().size();
        for (int i = 0; i < count; i++) {
            IndexDefinition.Column column = index.columns().get(i);
            columns[i] = column.expression() == null ? column.column() : computed++;
            types[i] = index.keyType(table, i);
            descending[i] = column.descending();
            nullsFirst[i] = column.nullsFirst();
        }
        return new KeyCodec(types, columns, descending, nullsFirst, true, index.unique());
    }

    public RowCodec rows() {
        return rows;
    }

    /** Null if the key is a row id. */
    public @Nullable KeyCodec primaryKey() {
        return primaryKey;
    }

    /** Codecs of the indexes, in the order of {@link TableDefinition#indexes()}. */
    public List<KeyCodec> indexes() {
        return indexes;
    }
}
