/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.sync.subscription.WireTypes;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * QUERY: what the owner is asked. The frame's stream names the query from here on.
 *
 * <pre>
 * u64 view, text SQL, types of parameters, bytes row of parameters, types of results; types: count, then text name, u32 precision, u32 scale
 * </pre>
 *
 * @param view queries with the same number see the same state; another number ends the view before
 * @param parameters a row of internal values
 * @param resultTypes what the columns must be
 */
public record QueryText(
        long view, String sql, List<SqlType> parameterTypes, byte[] parameters, List<SqlType> resultTypes) {

    public byte[] encode() {
        WireWriter writer = new WireWriter().u64(view).text(sql);
        writeTypes(writer, parameterTypes);
        writer.bytes(parameters);
        writeTypes(writer, resultTypes);
        return writer.toByteArray();
    }

    public static QueryText decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        QueryText text = new QueryText(
                reader.u64(),
                reader.text(Limits.SQL_BYTES_MAX),
                readTypes(reader),
                reader.bytes(Limits.MESSAGE_BYTES_MAX),
                readTypes(reader));
        reader.end();
        return text;
    }

    /** The values of the parameters. */
    public @Nullable Object[] parameterValues() {
        try {
            return codec(parameterTypes).decode(ByteSlice.of(parameters));
        } catch (RuntimeException e) {
            throw WireReader.malformed("parameters");
        }
    }

    /** How rows of these types are written. */
    public static RowCodec codec(List<SqlType> types) {
        int[] ids = new int[types.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i + 1;
        }
        return new RowCodec(types.toArray(new SqlType[0]), ids);
    }

    private static void writeTypes(WireWriter writer, List<SqlType> types) {
        writer.varint(types.size());
        for (SqlType type : types) {
            WireTypes.write(writer, type);
        }
    }

    private static List<SqlType> readTypes(WireReader reader) {
        int count = reader.count(Limits.QUERY_VALUES_MAX);
        List<SqlType> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.add(WireTypes.read(reader));
        }
        return types;
    }
}
