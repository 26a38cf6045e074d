/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.types.EnumLabels;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Types on the wire come back as they were. */
class WireTypesTest {
    private static final SqlType MOOD =
            SqlType.enumeration(EnumLabels.declared("public", "mood", List.of("sad", "ok", "happy")));

    @Test
    void everyKind() {
        for (SqlType type : List.of(
                SqlType.of(SqlType.Name.VARCHAR, 12),
                new SqlType(SqlType.Name.DECIMAL, 10, 2),
                SqlType.array(SqlType.of(SqlType.Name.INTEGER)),
                MOOD,
                SqlType.array(MOOD))) {
            WireWriter writer = new WireWriter();
            WireTypes.write(writer, type);
            WireReader reader = new WireReader(writer.toByteArray());
            assertThat(WireTypes.read(reader)).isEqualTo(type);
            reader.end();
        }
    }

    @Test
    void unknownTypes() {
        byte[] unknown = new WireWriter().text("POINT").u32(-1).u32(0).toByteArray();
        assertThatThrownBy(() -> WireTypes.read(new WireReader(unknown))).isInstanceOf(SyncException.class);
        byte[] nested = new WireWriter()
                .text("ARRAY")
                .u32(-1)
                .u32(0)
                .text("ARRAY")
                .u32(-1)
                .u32(0)
                .text("DATE")
                .u32(-1)
                .u32(0)
                .toByteArray();
        assertThatThrownBy(() -> WireTypes.read(new WireReader(nested))).isInstanceOf(SyncException.class);
    }
}
