/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The exported tables of a channel. A definition here holds exported columns only, numbered from 1, and nothing else of the publisher's table: no
 * defaults, checks or comments, and only those indexes whose columns are all exported, as non-unique ones. Trees and namespaces are 0. A
 * table without primary key keeps its publisher's row ids.
 *
 * <p>Row operations name a table by its place in {@link #tables()}.
 */
public record ChannelSchema(List<TableDefinition> tables) {
    private static final int VERSION = 1;
    private static final int INDEXES_MAX = 1_000;

    public ChannelSchema {
        tables = List.copyOf(tables);
    }

    /**
     * <pre>
     * u8 version=1, count, then for each table:
     *   text schema, text name, varint version,
     *   count columns: varint id, text name, a type (WireTypes), u8 nullable
     *   count primary key: varint column
     *   count indexes: text name, count: varint column, u8 descending
     * </pre>
     */
    public byte[] encode() {
        WireWriter writer = new WireWriter(1_024).u8(VERSION).varint(tables.size());
        for (TableDefinition table : tables) {
            writer.text(table.schema()).text(table.name()).varint(table.version());
            writer.varint(table.columns().size());
            for (ColumnDefinition column : table.columns()) {
                writer.varint(column.id()).text(column.name());
                WireTypes.write(writer, column.type());
                writer.u8(column.nullable() ? 1 : 0);
            }
            writer.varint(table.primaryKey().size());
            table.primaryKey().forEach(writer::varint);
            writer.varint(table.indexes().size());
            for (IndexDefinition index : table.indexes()) {
                writer.text(index.name()).varint(index.columns().size());
                for (IndexDefinition.Column column : index.columns()) {
                    writer.varint(column.column()).u8(column.descending() ? 1 : 0);
                }
            }
        }
        return writer.toByteArray();
    }

    /**
     * The schema in these bytes.
     *
     * @throws io.blazedb.sync.error.SyncException MALFORMED
     */
    public static ChannelSchema decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("schema version");
        }
        int count = reader.count(Limits.TABLES_MAX);
        List<TableDefinition> tables = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            TableDefinition table = decodeTable(reader);
            if (!names.add(table.schema() + '\0' + table.name())) {
                throw WireReader.malformed("table twice");
            }
            tables.add(table);
        }
        reader.end();
        return new ChannelSchema(tables);
    }

    private static TableDefinition decodeTable(WireReader reader) {
        String schema = reader.text(Limits.NAME_BYTES_MAX);
        String name = reader.text(Limits.NAME_BYTES_MAX);
        int version = reader.count(Integer.MAX_VALUE);
        int columnCount = reader.count(Limits.COLUMNS_MAX);
        List<ColumnDefinition> columns = new ArrayList<>();
        Set<String> columnNames = new HashSet<>();
        for (int i = 0; i < columnCount; i++) {
            int id = reader.count(Integer.MAX_VALUE);
            String columnName = reader.text(Limits.NAME_BYTES_MAX);
            if (!columnNames.add(columnName) || id != i + 1) {
                throw WireReader.malformed("column " + id);
            }
            SqlType type = WireTypes.read(reader);
            columns.add(new ColumnDefinition(
                    id, columnName, type, flag(reader), null, ColumnDefinition.Identity.NONE, null));
        }
        List<Integer> primaryKey = new ArrayList<>();
        int keyCount = reader.count(columnCount);
        for (int i = 0; i < keyCount; i++) {
            primaryKey.add(column(reader, columnCount));
        }
        if (new HashSet<>(primaryKey).size() != primaryKey.size()) {
            throw WireReader.malformed("primary key");
        }
        List<IndexDefinition> indexes = new ArrayList<>();
        int indexCount = reader.count(INDEXES_MAX);
        for (int i = 0; i < indexCount; i++) {
            String indexName = reader.text(Limits.NAME_BYTES_MAX);
            int width = reader.count(columnCount);
            List<IndexDefinition.Column> indexed = new ArrayList<>();
            for (int j = 0; j < width; j++) {
                indexed.add(new IndexDefinition.Column(column(reader, columnCount), flag(reader)));
            }
            indexes.add(new IndexDefinition(0, indexName, List.copyOf(indexed), false, false));
        }
        return new TableDefinition(
                0,
                0,
                schema,
                name,
                TableDefinition.Kind.TABLE,
                version,
                List.copyOf(columns),
                List.copyOf(primaryKey),
                null,
                List.copyOf(indexes),
                List.of(),
                null,
                null);
    }

    private static int column(WireReader reader, int columnCount) {
        int column = reader.count(columnCount);
        if (column >= columnCount) {
            throw WireReader.malformed("column=" + column);
        }
        return column;
    }

    private static boolean flag(WireReader reader) {
        int value = reader.u8();
        if (value > 1) {
            throw WireReader.malformed("flag=" + value);
        }
        return value == 1;
    }
}
