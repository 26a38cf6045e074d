/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.Interval;
import io.blazedb.calcite.types.Intervals;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

/** Values written as a text with its type: {@code type 'text'}, {@code 'text'::type}, {@code INTERVAL '1 day 2 hours'}. */
public final class TypedLiterals {
    private static final Set<String> TYPES = Set.of(
            "bigint",
            "bool",
            "boolean",
            "bytea",
            "date",
            "decimal",
            "double",
            "float",
            "float4",
            "float8",
            "int",
            "int2",
            "int4",
            "int8",
            "integer",
            "json",
            "jsonb",
            "jsonpath",
            "numeric",
            "real",
            "smallint",
            "text",
            "time",
            "timestamp",
            "timestamptz",
            "uuid",
            "varchar");

    /** What Calcite's grammar takes as a literal of a date or time. */
    private static final Pattern STANDARD = Pattern.compile(
            "\\d{4}-\\d{2}-\\d{2}( \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?)?|\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?");

    private static final int MONTHS_PER_YEAR = 12;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    /** Hours of a literal have nine digits at most. */
    private static final long DAYS_MAX = 40_000_000L;

    private TypedLiterals() {}

    /** {@code value::type}. */
    public static final SqlBinaryOperator CAST = new SqlBinaryOperator("::", SqlKind.CAST, 94, true, null, null, null) {
        @Override
        public SqlCall createCall(
                @Nullable SqlLiteral quantifier, SqlParserPos position, @Nullable SqlNode... operands) {
            List<SqlNode> parts = List.of(
                    java.util.Objects.requireNonNull(operands[0]), java.util.Objects.requireNonNull(operands[1]));
            SqlNode interval = intervalOf(position, parts);
            return interval != null
                    ? SqlStdOperatorTable.UNARY_PLUS.createCall(position, interval)
                    : SqlLibraryOperators.INFIX_CAST.createCall(position, parts);
        }
    };

    /** Whether a literal may begin with this word. */
    public static boolean isType(String word) {
        return TYPES.contains(word.toLowerCase(Locale.ROOT));
    }

    /** A cast; of a text to an interval that shows which units it has. */
    public static SqlNode cast(SqlOperator operator, SqlParserPos position, List<SqlNode> operands) {
        SqlNode interval = intervalOf(position, operands);
        return interval != null ? interval : operator.createCall(position, operands);
    }

    private static @Nullable SqlNode intervalOf(SqlParserPos position, List<SqlNode> operands) {
        boolean literal = operands.get(1) instanceof SqlDataTypeSpec type
                && type.getTypeNameSpec() instanceof NamedType named
                && named.isInterval()
                && operands.get(0) instanceof SqlLiteral text
                && text.getTypeName() == SqlTypeName.CHAR;
        return literal ? interval(text(operands.get(0)), 1, position) : null;
    }

    /** {@code type 'text'}. */
    public static SqlNode literal(SqlDataTypeSpec type, SqlNode text, SqlParserPos position) {
        String name = String.valueOf(type.getTypeName()).toUpperCase(Locale.ROOT);
        boolean standard =
                text instanceof SqlLiteral && STANDARD.matcher(text(text)).matches();
        int length = standard ? text(text).length() : 0;
        boolean fits = switch (name) {
            case "DATE" -> length == 10;
            case "TIMESTAMP" -> length > 15;
            case "TIME" -> length > 0 && text(text).indexOf('-') < 0;
            default -> false;
        };
        return fits
                ? SqlLiteral.createUnknown(name, text(text), position)
                : SqlStdOperatorTable.CAST.createCall(position, text, type);
    }

    private static String text(SqlNode literal) {
        return ((SqlLiteral) literal).getValueAs(NlsString.class).getValue();
    }

    /** An interval whose units stand in its text. */
    public static SqlNode interval(String text, int sign, SqlParserPos position) {
        Interval interval = parsed(text);
        return interval.months() == 0 ? dayTime(interval, text, sign, position) : ofText(text, sign, position);
    }

    private static Interval parsed(String text) {
        Interval interval = Intervals.parse(text);
        if (interval == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DATETIME, "invalid input syntax for type interval: \"" + text + "\"");
        }
        return interval;
    }

    /** Calcite's literals have no months beside days, one sign, and count milliseconds. */
    private static SqlNode ofText(String text, int sign, SqlParserPos position) {
        SqlNode value = SqlStdOperatorTable.CAST.createCall(
                position,
                SqlLiteral.createCharString(text, position),
                new SqlDataTypeSpec(NamedType.interval(position), position));
        return sign < 0 ? SqlStdOperatorTable.UNARY_MINUS.createCall(position, value) : value;
    }

    /** A literal of days and a time, or of a time alone. */
    private static SqlNode dayTime(Interval interval, String text, int sign, SqlParserPos position) {
        long micros = interval.micros();
        boolean mixed = interval.days() != 0
                && (Math.abs(micros) >= MICROS_PER_DAY || (micros != 0 && (micros < 0) != (interval.days() < 0)));
        if (mixed || micros % MICROS_PER_MILLI != 0 || micros / MICROS_PER_DAY > DAYS_MAX) {
            return ofText(text, sign, position);
        }
        boolean negative = interval.days() < 0 || micros < 0;
        long seconds = Math.abs(micros / 1_000_000);
        String time = String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%06d",
                seconds / 3_600,
                seconds / 60 % 60,
                seconds % 60,
                Math.abs(micros % 1_000_000));
        boolean days = interval.days() != 0;
        return SqlLiteral.createInterval(
                negative ? -sign : sign,
                days ? Math.abs((long) interval.days()) + " " + time : time,
                new SqlIntervalQualifier(days ? TimeUnit.DAY : TimeUnit.HOUR, 9, TimeUnit.SECOND, 6, position),
                position);
    }

    /** An interval whose units stand behind its text. */
    public static SqlNode qualified(SqlParserPos position, int sign, String text, SqlIntervalQualifier qualifier) {
        SqlNode literal = SqlParserUtil.parseIntervalLiteral(position, sign, text, qualifier);
        if (!qualifier.isYearMonth()) {
            return literal;
        }
        boolean range = qualifier.timeUnitRange.endUnit != null
                && qualifier.timeUnitRange.startUnit == TimeUnit.YEAR
                && qualifier.timeUnitRange.endUnit == TimeUnit.MONTH;
        return ofText(range ? text : text + " " + qualifier.getStartUnit().name(), sign, position);
    }

    /** The distance of a frame of a window: Calcite takes literals there. */
    public static SqlNode distance(SqlNode bound) {
        boolean text = bound.getKind() == SqlKind.CAST
                && ((SqlCall) bound).operand(1) instanceof SqlDataTypeSpec type
                && type.getTypeNameSpec() instanceof NamedType named
                && named.isInterval()
                && ((SqlCall) bound).operand(0) instanceof SqlLiteral literal
                && literal.getTypeName() == SqlTypeName.CHAR;
        Interval interval = text ? parsed(text(((SqlCall) bound).operand(0))) : Interval.ZERO;
        if (interval.months() <= 0 || interval.days() != 0 || interval.micros() != 0) {
            return bound;
        }
        return SqlLiteral.createInterval(
                1,
                interval.months() / MONTHS_PER_YEAR + "-" + interval.months() % MONTHS_PER_YEAR,
                new SqlIntervalQualifier(TimeUnit.YEAR, 9, TimeUnit.MONTH, -1, bound.getParserPosition()),
                bound.getParserPosition());
    }
}
