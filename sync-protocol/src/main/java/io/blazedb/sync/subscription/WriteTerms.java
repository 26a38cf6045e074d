/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * WRITE_TERMS: what a writer may write, and what the owner gives of itself.
 *
 * <pre>
 * u8 version=1, u64 last, count tables: text schema, text name, count columns: text name, u8 value
 * </pre>
 *
 * @param last number of the last intent of the writer's queue that was decided; 0 for none
 * @param tables tables that may be written; none if nothing is granted
 */
public record WriteTerms(long last, List<Table> tables) {
    private static final int VERSION = 1;

    /** A table that may be written, with the columns that may. */
    public record Table(String schema, String name, List<Column> columns) {
        public Table {
            columns = List.copyOf(columns);
        }

        /** The column of that name, or null if it may not be written. */
        public @Nullable Column column(String column) {
            return columns.stream()
                    .filter(candidate -> candidate.name().equals(column))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A column that may be written. */
    public record Column(String name, Value value) {}

    /** Where a column's value comes from if a new row has none. Numbers travel and are stored. */
    public enum Value {
        /** It is NULL. */
        NONE(0),
        /** The owner has a default. */
        DEFAULT(1),
        /** The owner counts. */
        IDENTITY(2),
        /** Only the owner gives values. */
        GENERATED(3);

        private final int number;

        Value(int number) {
            this.number = number;
        }

        static Value ofNumber(int number) {
            for (Value value : values()) {
                if (value.number == number) {
                    return value;
                }
            }
            throw WireReader.malformed("value=" + number);
        }
    }

    public WriteTerms {
        tables = List.copyOf(tables);
        if (last < 0) {
            throw WireReader.malformed("last intent");
        }
    }

    /** The terms of a table, or null if it may not be written. */
    public @Nullable Table table(String schema, String name) {
        return tables.stream()
                .filter(table -> table.schema().equals(schema) && table.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    public byte[] encode() {
        WireWriter writer = new WireWriter().u8(VERSION).u64(last).varint(tables.size());
        for (Table table : tables) {
            writer.text(table.schema).text(table.name).varint(table.columns.size());
            for (Column column : table.columns) {
                writer.text(column.name).u8(column.value.number);
            }
        }
        return writer.toByteArray();
    }

    public static WriteTerms decode(byte[] body) {
        WireReader reader = new WireReader(body);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("write terms version");
        }
        long last = reader.u64();
        int count = reader.count(Limits.TABLES_MAX);
        List<Table> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String schema = reader.text(Limits.NAME_BYTES_MAX);
            String name = reader.text(Limits.NAME_BYTES_MAX);
            int width = reader.count(Limits.COLUMNS_MAX);
            List<Column> columns = new ArrayList<>();
            for (int j = 0; j < width; j++) {
                columns.add(new Column(reader.text(Limits.NAME_BYTES_MAX), Value.ofNumber(reader.u8())));
            }
            tables.add(new Table(schema, name, columns));
        }
        reader.end();
        return new WriteTerms(last, tables);
    }
}
