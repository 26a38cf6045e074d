/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A parameter in the place of a literal. Unlike one that the user wrote it has a type of its own, the literal's, so that the statement
 * means what it meant. Belongs to one tree that one thread compiles.
 */
public final class LiteralParameter extends SqlDynamicParam {
    private final SqlType type;
    private boolean fitting = true;

    public LiteralParameter(int index, SqlType type, SqlParserPos position) {
        super(index, position);
        this.type = type;
    }

    /** Whether the statement means the same with the parameter as with the literal; known after validation. */
    public boolean isFitting() {
        return fitting;
    }

    @Override
    public SqlDynamicParam clone(SqlParserPos position) {
        return this;
    }

    RelDataType relType(BlazeTypes.Factory factory) {
        return BlazeTypes.toRel(factory, type, false);
    }

    /** Takes note of what it is compared with or assigned to: a literal that would be converted to that type stays a literal. */
    void meets(RelDataType other) {
        boolean fits = switch (type.name()) {
            case VARCHAR -> isPlainText(other);
            case DECIMAL ->
                switch (other.getSqlTypeName()) {
                    case DECIMAL, DOUBLE -> true;
                    default -> false;
                };
            default ->
                switch (other.getSqlTypeName()) {
                    case SMALLINT, INTEGER, BIGINT, DECIMAL, DOUBLE -> true;
                    default -> false;
                };
        };
        fitting &= fits;
    }

    private static boolean isPlainText(RelDataType other) {
        return BlazeTypes.fromRel(other).name() == SqlType.Name.VARCHAR;
    }
}
