/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.exec.expression.Functions;
import io.blazedb.calcite.exec.expression.Temporals;
import io.blazedb.calcite.exec.expression.TimeUnits;
import io.blazedb.calcite.exec.expression.Values;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.validate.DomainCheck;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Functions that take flags, accept NULL, or look at the statement. */
final class SpecialCalls {
    private static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);
    private static final int INTERVAL_PARTS = 7;
    private static final SqlType TIMESTAMP_TZ = SqlType.of(SqlType.Name.TIMESTAMP_TZ);

    private SpecialCalls() {}

    /** The call as a closure, or null if it is not one of these functions. */
    static @Nullable Expression compile(ExpressionCompiler compiler, RexCall call, String name) {
        List<RexNode> operands = call.getOperands();
        if (call.getOperator() instanceof DomainCheck domain) {
            Expression value = compiler.compile(operands.get(0));
            return (row, e) -> {
                Object checked = value.evaluate(row, e);
                domain.check().require(checked, e.statement());
                return checked;
            };
        }
        Expression ofJson = SqlJsonCalls.compile(compiler, call);
        if (ofJson != null) {
            return ofJson;
        }
        if (name.equals("MAKE_INTERVAL")) {
            return madeInterval(compiler, call);
        }
        Expression ofArrays = ArrayCalls.compile(compiler, call, name);
        return ofArrays != null
                ? ofArrays
                : switch (name) {
                    case "EXTRACT" -> extract(compiler, call);
                    case "FLOOR", "CEIL" ->
                        operands.size() == 2 ? round(compiler, operands, name.equals("FLOOR")) : null;
                    case "DATE_TRUNC", "DATE_PART" -> byUnitName(compiler, operands, name.equals("DATE_TRUNC"));
                    case "TRIM" -> trim(compiler, operands);
                    case "||" -> concatOperator(compiler, call);
                    case "CONCAT", "CONCAT_WS" -> concat(compiler, call);
                    case "GREATEST", "LEAST" -> extreme(compiler, call, name.equals("GREATEST"));
                    case "SESSION_USER", "SYSTEM_USER" ->
                        (row, e) -> e.statement().sessionUser();
                    case "CURRENT_USER", "CURRENT_ROLE", "USER" ->
                        (row, e) -> e.statement().user();
                    case "CURRENT_SETTING" -> setting(compiler, operands);
                    case "SET_CONFIG" -> setConfig(compiler, operands);
                    case "CURRENT_APP" -> (row, e) -> e.statement().app();
                    case "CURRENT_CATALOG" -> (row, e) -> e.statement().currentDatabase();
                    case "CURRENT_SCHEMA" -> (row, e) -> e.statement().currentSchema();
                    case "CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "CURRENT_TIME", "LOCALTIME", "CURRENT_DATE", "NOW" ->
                        now(call);
                    case "RANDOM", "RAND" ->
                        operands.isEmpty()
                                ? (row, e) -> ThreadLocalRandom.current().nextDouble()
                                : null;
                    case "LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH" -> trimmedLength(compiler, operands);
                    case "NEXTVAL", "CURRVAL", "LASTVAL", "SETVAL", "PG_GET_SERIAL_SEQUENCE" ->
                        SequenceCalls.compile(compiler, call, name);
                    case "AGE" -> operands.size() == 1 ? age(compiler, call) : null;
                    case "ENUM_FIRST", "ENUM_LAST", "ENUM_RANGE" -> EnumCalls.compile(compiler, call, name);
                    case "FORMAT_TYPE",
                            "TO_REGCLASS",
                            "REGCLASS_OID",
                            "REGCLASS_NAME",
                            "PG_GET_INDEXDEF",
                            "PG_GET_CONSTRAINTDEF",
                            "PG_GET_VIEWDEF",
                            "PG_GET_EXPR",
                            "OBJ_DESCRIPTION",
                            "COL_DESCRIPTION",
                            "SHOBJ_DESCRIPTION",
                            "PG_GET_USERBYID",
                            "PG_TABLE_IS_VISIBLE",
                            "PG_ENCODING_TO_CHAR",
                            "PG_RELATION_SIZE",
                            "PG_TOTAL_RELATION_SIZE",
                            "PG_TABLE_SIZE",
                            "PG_INDEXES_SIZE",
                            "HAS_TABLE_PRIVILEGE",
                            "HAS_SCHEMA_PRIVILEGE" -> CatalogCalls.compile(compiler, name, operands);
                    case "PG_IS_IN_RECOVERY" -> new Expression.Constant(false);
                    case "DEFAULT" -> new Expression.Constant(null);
                    case "CLOCK_TIMESTAMP", "STATEMENT_TIMESTAMP", "TRANSACTION_TIMESTAMP" -> now(call);
                    default -> LibraryCalls.compile(compiler, call, name);
                };
    }

    /** Parts that are not named are zero. */
    private static Expression madeInterval(ExpressionCompiler compiler, RexCall call) {
        Expression[] parts = new Expression[INTERVAL_PARTS];
        for (int i = 0; i < parts.length; i++) {
            boolean given =
                    i < call.getOperands().size() && call.getOperands().get(i).getKind() != SqlKind.DEFAULT;
            parts[i] = given ? compiler.compile(call.getOperands().get(i)) : new Expression.Constant(0);
        }
        return ExpressionCompiler.strict(
                parts,
                Objects.requireNonNull(Functions.find("MAKE_INTERVAL", List.of(), BlazeTypes.fromRel(call.getType()))));
    }

    /** The age at the beginning of today. */
    private static Expression age(ExpressionCompiler compiler, RexCall call) {
        Expression value = compiler.compile(call.getOperands().get(0));
        List<SqlType> types = List.of(
                TIMESTAMP_TZ, BlazeTypes.fromRel(call.getOperands().get(0).getType()));
        Functions.Strict age = Objects.requireNonNull(Functions.find("AGE", types, BlazeTypes.fromRel(call.getType())));
        return (row, e) -> {
            Object then = value.evaluate(row, e);
            long now = ChronoUnit.MICROS.between(Instant.EPOCH, e.statement().statementTime());
            return then == null
                    ? null
                    : age.apply(new Object[] {now - Math.floorMod(now, Temporals.MICROS_PER_DAY), then});
        };
    }

    private static Expression setting(ExpressionCompiler compiler, List<RexNode> operands) {
        Expression name = compiler.compile(operands.get(0));
        Expression missing = operands.size() == 2 ? compiler.compile(operands.get(1)) : new Expression.Constant(false);
        return (row, e) -> {
            Object wanted = name.evaluate(row, e);
            if (wanted == null) {
                return null;
            }
            String value = e.statement().setting(((String) wanted).toLowerCase(Locale.ROOT));
            if (value == null && !Boolean.TRUE.equals(missing.evaluate(row, e))) {
                throw new BlazeSqlException(
                        SqlErrorCode.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + wanted + "\"");
            }
            return value;
        };
    }

    private static Expression setConfig(ExpressionCompiler compiler, List<RexNode> operands) {
        Expression[] arguments = compiler.compile(operands);
        return (row, e) -> {
            Object name = arguments[0].evaluate(row, e);
            Object value = arguments[1].evaluate(row, e);
            if (name == null) {
                throw new BlazeSqlException(SqlErrorCode.NULL_NOT_ALLOWED, "SET requires parameter name");
            }
            String set = e.statement().set(((String) name).toLowerCase(Locale.ROOT), (String) value);
            return value == null ? set : value;
        };
    }

    private static String flag(RexNode operand) {
        return String.valueOf(Literals.value((RexLiteral) operand));
    }

    private static Expression extract(ExpressionCompiler compiler, RexCall call) {
        String unit = flag(call.getOperands().get(0));
        RexNode operand = call.getOperands().get(1);
        SqlType type = BlazeTypes.fromRel(operand.getType());
        boolean exact = call.getType().getSqlTypeName() == SqlTypeName.DECIMAL;
        return ExpressionCompiler.strict(
                compiler.compile(operand),
                value -> exact
                        ? Temporals.extractFraction(unit, value, type)
                        : (Object) Temporals.extract(unit, value, type));
    }

    /** PostgreSQL's DATE_TRUNC and DATE_PART, whose unit is a text. */
    private static @Nullable Expression byUnitName(
            ExpressionCompiler compiler, List<RexNode> operands, boolean truncate) {
        if (operands.get(0).getType().getSqlTypeName().getFamily() != SqlTypeFamily.CHARACTER) {
            return null;
        }
        SqlType type = BlazeTypes.fromRel(operands.get(1).getType());
        return ExpressionCompiler.strict(
                compiler.compile(operands.get(0)), compiler.compile(operands.get(1)), (text, value) -> {
                    String unit = TimeUnits.named((String) text, type);
                    if (truncate) {
                        return Temporals.floor(unit.equals("WEEK") ? "ISOWEEK" : unit, value, type);
                    }
                    return Temporals.hasFraction(unit)
                            ? Temporals.extractFraction(unit, value, type).doubleValue()
                            : (double) Temporals.extract(unit, value, type);
                });
    }

    private static @Nullable Expression round(ExpressionCompiler compiler, List<RexNode> operands, boolean floor) {
        if (operands.get(1).getType().getSqlTypeName() != SqlTypeName.SYMBOL) {
            return null;
        }
        String unit = flag(operands.get(1));
        SqlType type = BlazeTypes.fromRel(operands.get(0).getType());
        return ExpressionCompiler.strict(
                compiler.compile(operands.get(0)),
                value -> floor ? Temporals.floor(unit, value, type) : Temporals.ceil(unit, value, type));
    }

    private static Expression trim(ExpressionCompiler compiler, List<RexNode> operands) {
        String side = flag(operands.get(0));
        boolean start = !side.equals("TRAILING");
        boolean end = !side.equals("LEADING");
        return ExpressionCompiler.strict(
                compiler.compile(operands.get(1)),
                compiler.compile(operands.get(2)),
                (characters, text) -> Functions.trim((String) text, (String) characters, start, end));
    }

    private static @Nullable Expression concatOperator(ExpressionCompiler compiler, RexCall call) {
        SqlType type = ExpressionCompiler.isPlain(call.getType()) ? BlazeTypes.fromRel(call.getType()) : TEXT;
        if (!ExpressionCompiler.isPlain(call.getType())) {
            return null;
        }
        Expression left = joined(compiler, call.getOperands().get(0), type);
        Expression right = joined(compiler, call.getOperands().get(1), type);
        if (type.name() == SqlType.Name.BINARY || type.name() == SqlType.Name.VARBINARY) {
            return ExpressionCompiler.strict(left, right, (a, b) -> {
                byte[] x = (byte[]) a;
                byte[] y = (byte[]) b;
                byte[] both = java.util.Arrays.copyOf(x, x.length + y.length);
                System.arraycopy(y, 0, both, x.length, y.length);
                return both;
            });
        }
        return ExpressionCompiler.strict(left, right, (a, b) -> (String) a + b);
    }

    /** An operand of {@code ||}: the blanks that fill a CHAR value up do not count. */
    private static Expression joined(ExpressionCompiler compiler, RexNode operand, SqlType result) {
        Expression text = text(compiler, operand, result);
        boolean filledUp = operand instanceof RexInputRef || operand.isA(SqlKind.CAST);
        return filledUp && Literals.isPadded(operand) ? TextCalls.trimmed(text) : text;
    }

    /** An operand of a concatenation; what is not text becomes it. */
    private static Expression text(ExpressionCompiler compiler, RexNode operand, SqlType result) {
        Expression value = compiler.compile(operand);
        SqlType type = BlazeTypes.fromRel(operand.getType());
        boolean binary = result.name() == SqlType.Name.BINARY || result.name() == SqlType.Name.VARBINARY;
        if (binary || type.name() == SqlType.Name.VARCHAR || type.name() == SqlType.Name.CHAR) {
            return value;
        }
        return ExpressionCompiler.strict(value, a -> Coercions.convert(a, type, TEXT));
    }

    /** PostgreSQL's CONCAT and CONCAT_WS leave NULLs out. */
    private static Expression concat(ExpressionCompiler compiler, RexCall call) {
        boolean withSeparator = call.getOperator().getName().equalsIgnoreCase("CONCAT_WS");
        boolean skipsNull = withSeparator || call.getKind() == SqlKind.CONCAT_WITH_NULL;
        Expression[] parts = call.getOperands().stream()
                .map(operand -> text(compiler, operand, TEXT))
                .toArray(Expression[]::new);
        return (row, e) -> {
            Object separator = withSeparator ? parts[0].evaluate(row, e) : "";
            if (separator == null) {
                return null;
            }
            StringBuilder out = new StringBuilder();
            boolean first = true;
            for (int i = withSeparator ? 1 : 0; i < parts.length; i++) {
                Object part = parts[i].evaluate(row, e);
                if (part == null) {
                    if (!skipsNull) {
                        return null;
                    }
                    continue;
                }
                out.append(first ? "" : separator).append(part);
                first = false;
            }
            return out.toString();
        };
    }

    private static Expression extreme(ExpressionCompiler compiler, RexCall call, boolean greatest) {
        boolean skipsNull = call.getKind() == SqlKind.GREATEST_PG || call.getKind() == SqlKind.LEAST_PG;
        Expression[] operands = compiler.compile(call.getOperands());
        SqlType result = BlazeTypes.fromRel(call.getType());
        SqlType[] types = call.getOperands().stream()
                .map(operand -> BlazeTypes.fromRel(operand.getType()))
                .toArray(SqlType[]::new);
        return (row, e) -> {
            Object best = null;
            for (int i = 0; i < operands.length; i++) {
                Object value = operands[i].evaluate(row, e);
                if (value == null) {
                    if (!skipsNull) {
                        return null;
                    }
                    continue;
                }
                if (types[i].name() != result.name()) {
                    value = Coercions.convert(value, types[i], result);
                }
                if (best == null || (greatest ? Values.compare(value, best) > 0 : Values.compare(value, best) < 0)) {
                    best = value;
                }
            }
            return best;
        };
    }

    private static Expression now(RexCall call) {
        SqlType type = BlazeTypes.fromRel(call.getType());
        return (row, e) -> {
            Instant now = e.statement().statementTime();
            Object internal = Objects.requireNonNull(Coercions.toInternal(now.atOffset(ZoneOffset.UTC), TIMESTAMP_TZ));
            return Coercions.convert(internal, TIMESTAMP_TZ, type);
        };
    }

    /** The length of a CHAR value is that of its text without the padding. */
    private static @Nullable Expression trimmedLength(ExpressionCompiler compiler, List<RexNode> operands) {
        if (operands.size() != 1 || !Literals.isPadded(operands.get(0))) {
            return null;
        }
        return ExpressionCompiler.strict(TextCalls.trimmed(compiler.compile(operands.get(0))), value -> {
            String text = (String) value;
            return text.codePointCount(0, text.length());
        });
    }
}
