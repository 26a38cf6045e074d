/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import io.blazedb.calcite.types.EnumLabels;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Types of columns and values on the wire.
 *
 * <pre>
 * text name, u32 precision, u32 scale
 *   ARRAY: the type of its elements
 *   ENUM:  text schema, text name, count labels: text label, u64 number
 * </pre>
 */
public final class WireTypes {
    private WireTypes() {}

    public static void write(WireWriter writer, SqlType type) {
        writer.text(type.name().name()).u32(type.precision()).u32(type.scale());
        if (type.isArray()) {
            write(writer, type.elementType());
        }
        if (type.isEnum()) {
            EnumLabels labels = type.enumLabels();
            writer.text(labels.schema())
                    .text(labels.name())
                    .varint(labels.labels().size());
            labels.labels().forEach(label -> writer.text(label.text()).u64(label.number()));
        }
    }

    /**
     * The type that comes next.
     *
     * @throws io.blazedb.sync.error.SyncException MALFORMED
     */
    public static SqlType read(WireReader reader) {
        SqlType type = new SqlType(name(reader.text(Limits.NAME_BYTES_MAX)), reader.u32(), reader.u32());
        if (type.isArray()) {
            SqlType element = read(reader);
            if (element.isArray()) {
                throw WireReader.malformed("array of arrays");
            }
            return SqlType.array(element);
        }
        return type.isEnum() ? enumeration(reader) : type;
    }

    private static SqlType enumeration(WireReader reader) {
        String schema = reader.text(Limits.NAME_BYTES_MAX);
        String name = reader.text(Limits.NAME_BYTES_MAX);
        int count = reader.count(Limits.ENUM_LABELS_MAX);
        List<EnumLabels.Label> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(new EnumLabels.Label(reader.text(Limits.NAME_BYTES_MAX), reader.u64()));
        }
        return SqlType.enumeration(new EnumLabels(schema, name, labels));
    }

    private static SqlType.Name name(String text) {
        for (SqlType.Name name : SqlType.Name.values()) {
            if (name.name().equals(text)) {
                return name;
            }
        }
        throw WireReader.malformed("type");
    }
}
