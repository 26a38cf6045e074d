/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.Arrays;

/**
 * What happened to one exported row.
 *
 * <pre>
 * kind    key                         row
 * UPSERT  empty, or the row id        the whole exported row, by the row codec of the exported table
 * REMOVE  the key                     empty
 * PATCH   the key                     count, the changed columns' places (varint each, ascending), then a row that holds their new values and NULLs
 * </pre>
 *
 * The key is the exported primary key by the key codec of the exported table; a table without one has the 8 bytes of its row id.
 *
 * @param table place in {@link ChannelSchema#tables()}
 * @param kind what to do
 * @param key bytes as the table says
 * @param row bytes as the table says
 */
public record RowOp(int table, Kind kind, byte[] key, byte[] row) {
    /** What to do with the row. Numbers travel. */
    public enum Kind {
        UPSERT(0),
        REMOVE(1),
        PATCH(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }

        static Kind ofNumber(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw WireReader.malformed("row operation=" + number);
        }
    }

    private static final byte[] NOTHING = {};

    public static RowOp upsert(int table, byte[] row) {
        return new RowOp(table, Kind.UPSERT, NOTHING, row);
    }

    /** For a table without primary key. */
    public static RowOp upsert(int table, byte[] rowId, byte[] row) {
        return new RowOp(table, Kind.UPSERT, rowId, row);
    }

    public static RowOp remove(int table, byte[] key) {
        return new RowOp(table, Kind.REMOVE, key, NOTHING);
    }

    /** Changes some columns: {@code row} holds their new values by the row codec. */
    public static RowOp patch(int table, byte[] key, int[] columns, byte[] row) {
        WireWriter writer = new WireWriter(row.length + 16).varint(columns.length);
        for (int column : columns) {
            writer.varint(column);
        }
        return new RowOp(table, Kind.PATCH, key, writer.raw(row).toByteArray());
    }

    /** PATCH: places of the changed columns, ascending. */
    public int[] patchedColumns(int columnCount) {
        return readColumns(new WireReader(row), columnCount);
    }

    /** PATCH: the row that holds the new values. */
    public byte[] patchedRow(int columnCount) {
        WireReader reader = new WireReader(row);
        readColumns(reader, columnCount);
        return reader.raw(reader.remaining());
    }

    private static int[] readColumns(WireReader reader, int columnCount) {
        int[] columns = new int[reader.count(columnCount)];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = reader.count(columnCount - 1);
            if (i > 0 && columns[i] <= columns[i - 1]) {
                throw WireReader.malformed("patch columns");
            }
        }
        return columns;
    }

    void encode(WireWriter writer) {
        writer.u8(kind.number()).varint(table).bytes(key).bytes(row);
    }

    static RowOp decode(WireReader reader) {
        Kind kind = Kind.ofNumber(reader.u8());
        RowOp op = new RowOp(
                reader.count(Limits.TABLES_MAX),
                kind,
                reader.bytes(Limits.MESSAGE_BYTES_MAX),
                reader.bytes(Limits.MESSAGE_BYTES_MAX));
        if ((kind != Kind.UPSERT && op.key.length == 0) || (kind == Kind.REMOVE && op.row.length != 0)) {
            throw WireReader.malformed("row operation");
        }
        return op;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowOp op
                && table == op.table
                && kind == op.kind
                && Arrays.equals(key, op.key)
                && Arrays.equals(row, op.row);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * table + kind.number()) + Arrays.hashCode(key);
    }

    /** Without contents: they may be secret. */
    @Override
    public String toString() {
        return "RowOp[table=" + table + ", " + kind + ", " + row.length + " bytes]";
    }
}
