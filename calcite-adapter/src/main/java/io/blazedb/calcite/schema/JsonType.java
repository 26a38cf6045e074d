/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.schema;

import io.blazedb.calcite.types.SqlType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** JSON, JSONB and rows as values: for Calcite a text of any length, but a type of its own. */
@SuppressWarnings("serial") // types are not serialized
final class JsonType extends BasicSqlType {
    private static final long serialVersionUID = 1L;

    /** Null while the constructor of the type above describes itself. */
    private final SqlType.@Nullable Name kind;

    JsonType(SqlType.Name kind, boolean nullable) {
        super(BlazeTypeSystem.INSTANCE, SqlTypeName.VARCHAR, nullable);
        this.kind = kind;
        computeDigest();
    }

    SqlType.Name kind() {
        return kind == null ? SqlType.Name.JSON : kind;
    }

    @Override
    public int getPrecision() {
        return PRECISION_NOT_SPECIFIED;
    }

    @Override
    public Charset getCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public SqlCollation getCollation() {
        return SqlCollation.IMPLICIT;
    }

    @Override
    protected void generateTypeString(StringBuilder text, boolean withDetail) {
        text.append(kind());
    }
}
