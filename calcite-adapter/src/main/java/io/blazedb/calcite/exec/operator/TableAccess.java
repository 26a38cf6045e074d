/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.RowCodec;
import org.jspecify.annotations.Nullable;

/** How the rows and keys of one table are read. */
public final class TableAccess {
    private final String database;
    private final TableDefinition table;
    private final RowCodec rows;
    private final @Nullable KeyCodec primaryKey;
    private final boolean largeObjects;

    public TableAccess(String database, TableDefinition table) {
        this.database = database;
        this.table = table;
        this.rows = TableLayout.rows(table);
        this.largeObjects = table.hasLargeObjects();
        this.primaryKey = table.primaryKey().isEmpty() ? null : TableLayout.primaryKey(table);
    }

    public String database() {
        return database;
    }

    /** Whether rows may have values that are too large for memory. */
    public boolean hasLargeObjects() {
        return largeObjects;
    }

    public TableDefinition table() {
        return table;
    }

    public RowCodec rows() {
        return rows;
    }

    /** Codec of the primary key; null if rows have a hidden number for a key. */
    public @Nullable KeyCodec primaryKey() {
        return primaryKey;
    }

    /** Codec of an index's entries. */
    public KeyCodec index(IndexDefinition index) {
        return TableLayout.index(table, index);
    }
}
