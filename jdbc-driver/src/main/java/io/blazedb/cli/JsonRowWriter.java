/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;

/** Rows as a JSON array of objects, one object on a line. */
final class JsonRowWriter {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final PrintWriter out;

    JsonRowWriter(PrintWriter out) {
        this.out = out;
    }

    /** Writes all rows and gives their number. */
    long print(ResultSet rows) throws SQLException, IOException {
        ResultSetMetaData description = rows.getMetaData();
        int columnCount = description.getColumnCount();
        long count = 0;
        out.print('[');
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.setPrettyPrinter(new MinimalPrettyPrinter(""));
            while (rows.next()) {
                json.flush();
                out.print(count == 0 ? "\n" : ",\n");
                json.writeStartObject();
                for (int i = 1; i <= columnCount; i++) {
                    json.writeFieldName(description.getColumnLabel(i));
                    value(json, rows, i, description.getColumnType(i));
                }
                json.writeEndObject();
                count++;
            }
        }
        out.println(count == 0 ? "]" : "\n]");
        return count;
    }

    private static void value(JsonGenerator json, ResultSet rows, int column, int jdbcType)
            throws SQLException, IOException {
        if (rows.getObject(column) == null) {
            json.writeNull();
            return;
        }
        switch (jdbcType) {
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> json.writeNumber(rows.getLong(column));
            case Types.NUMERIC, Types.DECIMAL -> json.writeNumber(rows.getBigDecimal(column));
            case Types.REAL -> json.writeNumber(rows.getFloat(column));
            case Types.FLOAT, Types.DOUBLE -> json.writeNumber(rows.getDouble(column));
            case Types.BOOLEAN, Types.BIT -> json.writeBoolean(rows.getBoolean(column));
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
                json.writeBinary(rows.getBytes(column));
            default -> json.writeString(rows.getString(column));
        }
    }
}
