/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Casts;
import io.blazedb.calcite.exec.expression.Evaluation;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.SqlType;
import java.math.BigDecimal;
import java.time.Instant;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimestampWithTimeZoneString;
import org.jspecify.annotations.Nullable;

/** Calcite's literals as internal values. */
public final class Literals {
    private static final BigDecimal MICROS_PER_MILLI = BigDecimal.valueOf(1000);
    private static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);

    /** For expressions that need nothing of a statement. */
    static final ExpressionContext NO_STATEMENT = new ExpressionContext() {
        @Override
        public @Nullable Object parameter(int index) {
            throw new IllegalStateException("a constant has no parameters");
        }

        @Override
        public Instant statementTime() {
            return Instant.EPOCH;
        }

        @Override
        public String user() {
            return "";
        }

        @Override
        public String app() {
            return "";
        }

        @Override
        public String currentDatabase() {
            return "";
        }

        @Override
        public String currentSchema() {
            return "";
        }
    };

    static final Evaluation NO_EVALUATION = new Evaluation(NO_STATEMENT);

    private Literals() {}

    /** The internal value of a literal; the name of a symbol. */
    public static @Nullable Object value(RexLiteral literal) {
        Comparable<?> value = literal.getValueAs(Comparable.class);
        return value == null || literal.isNull() ? null : convert(value, literal.getType());
    }

    /** The internal value of what a literal or a range of them holds. */
    public static Object convert(Comparable<?> value, RelDataType type) {
        if (value instanceof Enum<?> symbol) {
            return symbol.name();
        }
        if (value instanceof NlsString text) {
            SqlType.Name json = BlazeTypes.fromRel(type).name();
            return json == SqlType.Name.JSON || json == SqlType.Name.JSONB
                    ? Coercions.convert(text.getValue(), TEXT, SqlType.of(json))
                    : text.getValue();
        }
        if (value instanceof ByteString bytes) {
            return bytes.getBytes();
        }
        if (value instanceof BigDecimal number && SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            long micros = number.multiply(MICROS_PER_MILLI).longValue();
            return type.getIntervalQualifier() != null
                            && type.getIntervalQualifier().getStartUnit() == TimeUnit.DAY
                    ? Interval.ofDaysAndMicros(micros)
                    : Interval.ofMicros(micros);
        }
        if (value instanceof BigDecimal number && SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            return Interval.of(number.longValue(), 0, 0);
        }
        SqlType target = BlazeTypes.fromRel(type);
        return switch (target.name()) {
            case DATE, TIME, TIMESTAMP -> Coercions.convert(value.toString(), TEXT, SqlType.of(target.name()));
            case TIMESTAMP_TZ -> {
                String text = value instanceof TimestampWithTimeZoneString zoned
                        ? zoned.withTimeZone(java.util.TimeZone.getTimeZone("UTC"))
                                .getLocalTimestampString()
                                .toString()
                        : value.toString();
                yield Coercions.convert(text, TEXT, SqlType.of(target.name()));
            }
            case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE -> Casts.number(value, target);
            case DECIMAL -> decimal(Values.decimal(value), target);
            case ENUM -> ((Number) value).longValue();
            default -> value;
        };
    }

    /** Calcite fills a number up with zeros to the scale of its type, which for one of any scale are not the number's own. */
    private static BigDecimal decimal(BigDecimal value, SqlType type) {
        boolean filled = type.isPlannedWithoutPrecision() && value.scale() == type.scale();
        BigDecimal stripped = filled ? value.stripTrailingZeros() : value;
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /**
     * Whether a value is of type CHAR and not a literal, or was before it was converted to VARCHAR for the sake of a comparison: trailing
     * blanks of such values mean nothing in comparisons.
     */
    static boolean isPadded(RexNode node) {
        if (node.getType().getSqlTypeName() == SqlTypeName.VARCHAR && node.isA(SqlKind.CAST)) {
            return isPadded(((RexCall) node).getOperands().get(0));
        }
        return node.getType().getSqlTypeName() == SqlTypeName.CHAR && !(node instanceof RexLiteral);
    }
}
