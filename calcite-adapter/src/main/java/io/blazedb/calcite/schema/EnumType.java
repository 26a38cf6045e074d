/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.schema;

import io.blazedb.calcite.types.EnumLabels;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * An enumerated type: for Calcite numbers, in the order of the labels, but a type of its own. What may be done with its values is decided
 * by {@link io.blazedb.calcite.validate.EnumRules}.
 */
@SuppressWarnings("serial") // types are not serialized
public final class EnumType extends BasicSqlType {
    private static final long serialVersionUID = 1L;

    /** Null while the constructor of the type above describes itself. */
    private final @Nullable EnumLabels labels;

    EnumType(EnumLabels labels, boolean nullable) {
        super(BlazeTypeSystem.INSTANCE, SqlTypeName.BIGINT, nullable);
        this.labels = labels;
        computeDigest();
    }

    public EnumLabels labels() {
        if (labels == null) {
            throw new IllegalStateException("labels of a type that is being made");
        }
        return labels;
    }

    /** Whether both are this enumerated type, maybe with other labels. */
    public static boolean areSame(RelDataType a, RelDataType b) {
        return a instanceof EnumType x && b instanceof EnumType y && x.labels().isSameType(y.labels());
    }

    @Override
    protected void generateTypeString(StringBuilder text, boolean withDetail) {
        text.append("ENUM ").append(labels);
    }
}
