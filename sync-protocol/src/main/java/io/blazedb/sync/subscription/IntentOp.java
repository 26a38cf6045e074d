/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.Arrays;

/**
 * What a writer did to one row of an attached table, in terms of the exported columns that it knows.
 *
 * <pre>
 * kind    row id                     before                      columns                 row
 * INSERT  empty                      empty                       those that it gave      the new row; other columns are NULL
 * UPDATE  of a table without key     the row as the writer saw   those that it changed   the new row
 * DELETE  of a table without key     the row as the writer saw   none                    empty
 * </pre>
 *
 * @param table place in the schema that goes with it
 * @param kind what was done
 * @param rowId 8 bytes for a row of a table without primary key; empty otherwise
 * @param before the row by the row codec of the schema's table
 * @param columns places of columns, ascending
 * @param row the row by the row codec of the schema's table
 */
public record IntentOp(int table, Kind kind, byte[] rowId, byte[] before, int[] columns, byte[] row) {
    /** What was done. Numbers travel. */
    public enum Kind {
        INSERT(0),
        UPDATE(1),
        DELETE(2);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        static Kind ofNumber(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw WireReader.malformed("intent operation=" + number);
        }
    }

    /** Bytes of a row id. */
    public static final int ROW_ID_BYTES = 8;

    /** The same operation on a table at another place. */
    public IntentOp at(int place) {
        return new IntentOp(place, kind, rowId, before, columns, row);
    }

    public byte[] encode() {
        WireWriter writer = new WireWriter(before.length + row.length + 32);
        encode(writer);
        return writer.toByteArray();
    }

    void encode(WireWriter writer) {
        writer.u8(kind.number).varint(table).bytes(rowId).bytes(before).varint(columns.length);
        for (int column : columns) {
            writer.varint(column);
        }
        writer.bytes(row);
    }

    public static IntentOp decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        IntentOp op = decode(reader, Limits.TABLES_MAX);
        reader.end();
        return op;
    }

    static IntentOp decode(WireReader reader, int tableCount) {
        Kind kind = Kind.ofNumber(reader.u8());
        int table = reader.count(tableCount);
        byte[] rowId = reader.bytes(ROW_ID_BYTES);
        byte[] before = reader.bytes(Limits.MESSAGE_BYTES_MAX);
        int[] columns = new int[reader.count(Math.min(Limits.COLUMNS_MAX, reader.remaining()))];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = reader.count(Limits.COLUMNS_MAX);
            if (i > 0 && columns[i] <= columns[i - 1]) {
                throw WireReader.malformed("intent columns");
            }
        }
        byte[] row = reader.bytes(Limits.MESSAGE_BYTES_MAX);
        boolean fits = switch (kind) {
            case INSERT -> before.length == 0 && row.length > 0 && rowId.length == 0;
            case UPDATE -> before.length > 0 && row.length > 0;
            case DELETE -> before.length > 0 && row.length == 0 && columns.length == 0;
        };
        if (!fits || (rowId.length != 0 && rowId.length != ROW_ID_BYTES)) {
            throw WireReader.malformed("intent operation");
        }
        return new IntentOp(table, kind, rowId, before, columns, row);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntentOp op && Arrays.equals(encode(), op.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Without contents: they may be secret. */
    @Override
    public String toString() {
        return "IntentOp[table=" + table + ", " + kind + "]";
    }
}
