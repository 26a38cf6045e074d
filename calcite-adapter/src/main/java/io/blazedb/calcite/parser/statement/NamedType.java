/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.SqlType.Name;
import java.util.Locale;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;
import org.jspecify.annotations.Nullable;

/** A type by one of PostgreSQL's names that is no word of the grammar: {@code text}, {@code timestamptz}, {@code jsonb}. */
public final class NamedType extends SqlTypeNameSpec {
    private static final String INTERVAL = "interval";

    private final int precision;
    private final int scale;

    public NamedType(SqlIdentifier name, int precision, int scale, SqlParserPos position) {
        super(name, position);
        this.precision = precision;
        this.scale = scale;
    }

    /** The type INTERVAL without units. */
    public static NamedType interval(SqlParserPos position) {
        return new NamedType(new SqlIdentifier(INTERVAL, position), SqlType.UNBOUNDED, 0, position);
    }

    boolean isInterval() {
        return getTypeName().toString().equals(INTERVAL);
    }

    @Override
    public RelDataType deriveType(SqlValidator validator) {
        String name = getTypeName().names.get(getTypeName().names.size() - 1);
        SqlType type = type(name.toLowerCase(Locale.ROOT), precision, scale);
        if (type == null) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_OBJECT, "type \"" + name + "\" does not exist");
        }
        return BlazeTypes.toRel(validator.getTypeFactory(), type, true);
    }

    /** The type of this name, or null. */
    static @Nullable SqlType type(String name, int precision, int scale) {
        return switch (name) {
            case "bool" -> SqlType.of(Name.BOOLEAN);
            case "int2" -> SqlType.of(Name.SMALLINT);
            case "int4", "mediumint" -> SqlType.of(Name.INTEGER);
            case "int8", "oid" -> SqlType.of(Name.BIGINT);
            case "float4" -> SqlType.of(Name.REAL);
            case "float8" -> SqlType.of(Name.DOUBLE);
            case "text",
                    "string",
                    "name",
                    "citext",
                    "regclass",
                    "regtype",
                    "regproc",
                    "regnamespace",
                    "regrole",
                    "jsonpath" -> SqlType.of(Name.VARCHAR);
            case "bpchar", "nchar" -> new SqlType(Name.CHAR, Math.max(precision, 1), 0);
            case "nvarchar" -> new SqlType(Name.VARCHAR, precision, 0);
            case "clob", "nclob" -> SqlType.CLOB;
            case "bytea" -> SqlType.of(Name.VARBINARY);
            case "blob" -> SqlType.BLOB;
            case "timestamptz" -> new SqlType(Name.TIMESTAMP_TZ, precision, 0);
            case "datetime" -> new SqlType(Name.TIMESTAMP, precision, 0);
            case INTERVAL -> SqlType.of(Name.INTERVAL);
            case "date" -> SqlType.of(Name.DATE);
            case "time" -> new SqlType(Name.TIME, precision, 0);
            case "timestamp" -> new SqlType(Name.TIMESTAMP, precision, 0);
            case "json" -> SqlType.of(Name.JSON);
            case "jsonb" -> SqlType.of(Name.JSONB);
            case "numeric", "decimal" -> new SqlType(Name.DECIMAL, precision, scale);
            default -> null;
        };
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        getTypeName().unparse(writer, leftPrec, rightPrec);
        if (precision >= 0) {
            SqlWriter.Frame frame = writer.startList(SqlWriter.FrameTypeEnum.FUN_CALL, "(", ")");
            writer.print(precision);
            writer.endList(frame);
        }
    }

    @Override
    public boolean equalsDeep(SqlTypeNameSpec spec, Litmus litmus) {
        boolean same = spec instanceof NamedType other
                && SqlNode.equalDeep(getTypeName(), other.getTypeName(), Litmus.IGNORE)
                && precision == other.precision
                && scale == other.scale;
        return same ? litmus.succeed() : litmus.fail("{} != {}", this, spec);
    }
}
