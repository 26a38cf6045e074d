/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.parser.statement.InfixFunction;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlPrefixOperator;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlExtractFunction;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlMonotonicBinaryOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Every function and operator a query may name. Looked up in this order, the first that knows the name decides: the engine's own, the
 * standard's and PostgreSQL's, those of other databases. Names are not case-sensitive.
 */
public final class BlazeOperators implements SqlOperatorTable {
    public static final BlazeOperators INSTANCE = new BlazeOperators();

    private static final List<String> INTERVAL_PARTS =
            List.of("years", "months", "weeks", "days", "hours", "mins", "secs");

    private static final int FRACTION_DIGITS = 6;
    private static final int EXTRACTED_PRECISION = 19;

    /** Name of the application around the database. */
    public static final SqlFunction CURRENT_APP = context("CURRENT_APP");

    /** {@code CURRENT_SETTING(name [, whether it may be missing])}: a setting of the session, such as {@code app.tenant}. */
    public static final SqlFunction CURRENT_SETTING =
            new SqlFunction(
                    "CURRENT_SETTING",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    null,
                    OperandTypes.CHARACTER.or(OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.BOOLEAN)),
                    SqlFunctionCategory.SYSTEM) {
                @Override
                public boolean isDynamicFunction() {
                    return true;
                }
            };

    /** The standard's minus, which also gives the days between two dates, takes days from a date and members from a JSON object. */
    public static final SqlBinaryOperator MINUS = new SqlMonotonicBinaryOperator(
            "-",
            SqlKind.MINUS,
            40,
            true,
            binding -> {
                SqlTypeName own = ofDays(binding, true);
                return isJsonb(binding.getOperandType(0))
                        ? nullable(binding, binding.getOperandType(0))
                        : own != null
                                ? nullable(binding, binding.getTypeFactory().createSqlType(own))
                                : isDifference(binding)
                                        ? interval(binding)
                                        : SqlStdOperatorTable.MINUS.inferReturnType(binding);
            },
            InferTypes.FIRST_KNOWN,
            OperandTypes.family(SqlTypeFamily.DATE, SqlTypeFamily.DATE)
                    .or(OperandTypes.family(SqlTypeFamily.DATE, SqlTypeFamily.EXACT_NUMERIC))
                    .or(OperandTypes.family(SqlTypeFamily.TIME, SqlTypeFamily.TIME))
                    .or(OperandTypes.family(SqlTypeFamily.TIMESTAMP, SqlTypeFamily.TIMESTAMP))
                    .or(OperandTypes.family(SqlTypeFamily.TIMESTAMP, SqlTypeFamily.DATE))
                    .or(OperandTypes.family(SqlTypeFamily.DATE, SqlTypeFamily.TIMESTAMP))
                    .or(new JsonOperand(OperandTypes.MINUS_OPERATOR)));

    /** The standard's plus, which also adds days to a date. */
    public static final SqlBinaryOperator PLUS = new SqlMonotonicBinaryOperator(
            "+",
            SqlKind.PLUS,
            40,
            true,
            binding -> {
                SqlTypeName own = ofDays(binding, false);
                return own == null
                        ? SqlStdOperatorTable.PLUS.inferReturnType(binding)
                        : nullable(binding, binding.getTypeFactory().createSqlType(own));
            },
            InferTypes.FIRST_KNOWN,
            OperandTypes.family(SqlTypeFamily.DATE, SqlTypeFamily.EXACT_NUMERIC)
                    .or(OperandTypes.family(SqlTypeFamily.EXACT_NUMERIC, SqlTypeFamily.DATE))
                    .or(OperandTypes.family(SqlTypeFamily.DATE, SqlTypeFamily.TIME))
                    .or(OperandTypes.family(SqlTypeFamily.TIME, SqlTypeFamily.DATE))
                    .or(OperandTypes.PLUS_OPERATOR));

    /** The standard's concatenation, which also joins JSON values. */
    public static final SqlBinaryOperator CONCAT = new SqlBinaryOperator(
            "||",
            SqlKind.OTHER,
            InfixFunction.CONCATENATION.getLeftPrec(),
            true,
            binding -> isJsonb(binding.getOperandType(0))
                    ? nullable(binding, binding.getOperandType(0))
                    : ArrayCast.concat(binding.collectOperandTypes()) != null
                            ? ArrayCast.concatType(binding)
                            : EnumRules.isConcatenation(binding.getOperandType(0), binding.getOperandType(1))
                                    ? nullable(binding, binding.getTypeFactory().createSqlType(SqlTypeName.VARCHAR))
                                    : SqlStdOperatorTable.CONCAT.inferReturnType(binding),
            null,
            new JsonOperand(java.util.Objects.requireNonNull(SqlStdOperatorTable.CONCAT.getOperandTypeChecker())));

    /** Lets JSONB through on the left; anything else is the other checker's. */
    private record JsonOperand(SqlOperandTypeChecker other) implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            return isJsonb(binding.getOperandType(0))
                    || (binding.getOperator().equals(CONCAT)
                            && binding.getOperandCount() == 2
                            && (ArrayCast.concat(List.of(binding.getOperandType(0), binding.getOperandType(1))) != null
                                    || EnumRules.isConcatenation(binding.getOperandType(0), binding.getOperandType(1))))
                    || other.checkOperandTypes(binding, throwOnFailure);
        }

        @Override
        public org.apache.calcite.sql.SqlOperandCountRange getOperandCountRange() {
            return other.getOperandCountRange();
        }

        @Override
        public String getAllowedSignatures(SqlOperator operator, String name) {
            return other.getAllowedSignatures(operator, name);
        }
    }

    private static boolean isJsonb(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.VARCHAR
                && BlazeTypes.fromRel(type).name() == SqlType.Name.JSONB;
    }

    private static RelDataType nullable(SqlOperatorBinding binding, RelDataType type) {
        return binding.getTypeFactory()
                .createTypeWithNullability(
                        type,
                        binding.getOperandType(0).isNullable()
                                || binding.getOperandType(1).isNullable());
    }

    /** Whether two dates or times, not both dates, are subtracted. */
    private static boolean isDifference(SqlOperatorBinding binding) {
        return SqlTypeUtil.isDatetime(binding.getOperandType(0)) && SqlTypeUtil.isDatetime(binding.getOperandType(1));
    }

    private static RelDataType interval(SqlOperatorBinding binding) {
        return nullable(binding, BlazeTypes.toRel(binding.getTypeFactory(), SqlType.of(SqlType.Name.INTERVAL), false));
    }

    /** The type of a sum or difference of dates with days or intervals, or of dates; null for other operands. */
    private static @Nullable SqlTypeName ofDays(SqlOperatorBinding binding, boolean minus) {
        RelDataType left = binding.getOperandType(0);
        RelDataType right = binding.getOperandType(1);
        if (isDate(left) && SqlTypeUtil.isExactNumeric(right)) {
            return SqlTypeName.DATE;
        }
        if ((isDate(left) && SqlTypeUtil.isInterval(right))
                || (!minus && isDate(right) && SqlTypeUtil.isInterval(left))) {
            return SqlTypeName.TIMESTAMP;
        }
        if (!minus && (isDateAndTime(left, right) || isDateAndTime(right, left))) {
            return SqlTypeName.TIMESTAMP;
        }
        if (minus) {
            return isDate(left) && isDate(right) ? SqlTypeName.INTEGER : null;
        }
        return isDate(right) && SqlTypeUtil.isExactNumeric(left) ? SqlTypeName.DATE : null;
    }

    /** The standard's plus sign, which may also stand before a text, as in SQLite and MySQL, and does nothing there. */
    public static final SqlPrefixOperator PLUS_SIGN = new SqlPrefixOperator(
            "+",
            SqlKind.PLUS_PREFIX,
            80,
            ReturnTypes.ARG0,
            InferTypes.RETURN_TYPE,
            OperandTypes.NUMERIC_OR_INTERVAL.or(OperandTypes.CHARACTER));

    /** The standard's EXTRACT with the fraction of a second, as in PostgreSQL; units of days and more give whole numbers. */
    public static final SqlFunction EXTRACT = new SqlExtractFunction("EXTRACT", false) {
        /** Of an interval there are years, months and days as there are hours, whatever it was written as. */
        @Override
        public void validateCall(
                SqlCall call, SqlValidator validator, SqlValidatorScope scope, SqlValidatorScope operandScope) {
            boolean known = call.operand(0) instanceof SqlIntervalQualifier unit && unit.timeFrameName == null;
            if (known && SqlTypeUtil.isInterval(validator.deriveType(operandScope, call.operand(1)))) {
                call.operand(1).validateExpr(validator, operandScope);
            } else {
                super.validateCall(call, validator, scope, operandScope);
            }
        }

        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            return SqlTypeUtil.isInterval(binding.getOperandType(1))
                    || super.checkOperandTypes(binding, throwOnFailure);
        }

        @Override
        public RelDataType inferReturnType(SqlOperatorBinding binding) {
            RelDataType whole = super.inferReturnType(binding);
            int digits = extractedDigits(binding);
            return digits == 0
                    ? whole
                    : binding.getTypeFactory()
                            .createTypeWithNullability(
                                    binding.getTypeFactory()
                                            .createSqlType(SqlTypeName.DECIMAL, EXTRACTED_PRECISION, digits),
                                    whole.isNullable());
        }
    };

    private static int extractedDigits(SqlOperatorBinding binding) {
        TimeUnitRange unit = binding instanceof SqlCallBinding call
                ? call.operand(0) instanceof SqlIntervalQualifier qualifier ? qualifier.timeUnitRange : null
                : binding.getOperandLiteralValue(0, TimeUnitRange.class);
        return unit == null
                ? 0
                : switch (unit) {
                    case SECOND, EPOCH -> FRACTION_DIGITS;
                    case MILLISECOND -> FRACTION_DIGITS - 3;
                    default -> 0;
                };
    }

    private static boolean isDateAndTime(RelDataType left, RelDataType right) {
        return isDate(left) && right.getSqlTypeName() == SqlTypeName.TIME;
    }

    private static boolean isDate(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.DATE;
    }

    private static final SqlOperatorTable OWN = SqlOperatorTables.of(
            CURRENT_APP,
            context("CURRENT_SCHEMA"),
            context("CURRENT_CATALOG"),
            now("CURRENT_TIMESTAMP", SqlTypeName.TIMESTAMP),
            now("LOCALTIMESTAMP", SqlTypeName.TIMESTAMP),
            now("CURRENT_TIME", SqlTypeName.TIME),
            now("LOCALTIME", SqlTypeName.TIME),
            MINUS,
            PLUS_SIGN,
            PLUS,
            CONCAT,
            IntervalAggregates.SUM,
            IntervalAggregates.AVG,
            EXTRACT,
            SqlBasicFunction.create(
                    "DATE_TRUNC",
                    ReturnTypes.ARG1_NULLABLE,
                    OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.DATETIME)
                            .or(OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.DATETIME_INTERVAL)),
                    SqlFunctionCategory.TIMEDATE),
            new SqlFunction(
                    "MAKE_INTERVAL",
                    SqlKind.OTHER_FUNCTION,
                    interval -> BlazeTypes.toRel(interval.getTypeFactory(), SqlType.of(SqlType.Name.INTERVAL), true),
                    null,
                    OperandTypes.operandMetadata(
                            java.util.Collections.nCopies(INTERVAL_PARTS.size(), SqlTypeFamily.NUMERIC),
                            factory -> java.util.Collections.nCopies(
                                    INTERVAL_PARTS.size(), factory.createSqlType(SqlTypeName.DECIMAL)),
                            INTERVAL_PARTS::get,
                            position -> true),
                    SqlFunctionCategory.TIMEDATE),
            SqlBasicFunction.create(
                    "DATE_PART",
                    ReturnTypes.DOUBLE_NULLABLE,
                    OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.DATETIME)
                            .or(OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.DATETIME_INTERVAL)),
                    SqlFunctionCategory.TIMEDATE),
            new SqlFunction(
                    "NOW",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.explicit(SqlTypeName.TIMESTAMP, FRACTION_DIGITS),
                    null,
                    OperandTypes.NILADIC,
                    SqlFunctionCategory.TIMEDATE) {
                @Override
                public boolean isDynamicFunction() {
                    return true;
                }
            },
            sequence("NEXTVAL", OperandTypes.CHARACTER),
            sequence("CURRVAL", OperandTypes.CHARACTER),
            sequence("LASTVAL", OperandTypes.NILADIC),
            new SqlFunction(
                    "PG_GET_SERIAL_SEQUENCE",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                    null,
                    OperandTypes.CHARACTER_CHARACTER,
                    SqlFunctionCategory.SYSTEM) {
                @Override
                public boolean isDynamicFunction() {
                    return true;
                }
            },
            CURRENT_SETTING,
            sequence(
                    "SETVAL",
                    OperandTypes.family(SqlTypeFamily.CHARACTER, SqlTypeFamily.EXACT_NUMERIC)
                            .or(OperandTypes.family(
                                    SqlTypeFamily.CHARACTER, SqlTypeFamily.EXACT_NUMERIC, SqlTypeFamily.BOOLEAN))),
            new SqlFunction(
                    "GEN_RANDOM_UUID",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.explicit(SqlTypeName.UUID),
                    null,
                    OperandTypes.NILADIC,
                    SqlFunctionCategory.SYSTEM) {
                @Override
                public boolean isDeterministic() {
                    return false;
                }
            });

    private static final SqlOperatorTable AGGREGATES = NullableAggregates.table();

    /** Tables of functions by the order in which they are asked; each is made when a name was not found before it. */
    private static final List<Supplier<SqlOperatorTable>> TABLES = List.of(
            () -> OWN,
            () -> AGGREGATES,
            BlazeFunctions::table,
            () -> library(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL),
            () -> library(SqlLibrary.ORACLE, SqlLibrary.MYSQL),
            () -> library(SqlLibrary.BIG_QUERY, SqlLibrary.SNOWFLAKE, SqlLibrary.SPARK));

    private BlazeOperators() {}

    /** The engine's own aggregate function in place of one that the parser makes itself. */
    public static SqlAggFunction aggregate(SqlAggFunction parsed) {
        return NullableAggregates.named(parsed);
    }

    @Override
    public void lookupOperatorOverloads(
            SqlIdentifier opName,
            @Nullable SqlFunctionCategory category,
            SqlSyntax syntax,
            List<SqlOperator> operatorList,
            SqlNameMatcher nameMatcher) {
        if (opName.isSimple() && opName.getSimple().equals(ArrayCast.INSTANCE.getName())) {
            operatorList.add(ArrayCast.INSTANCE);
            return;
        }
        for (Supplier<SqlOperatorTable> table : TABLES) {
            int before = operatorList.size();
            table.get()
                    .lookupOperatorOverloads(
                            opName, category, syntax, operatorList, SqlNameMatchers.withCaseSensitive(false));
            if (operatorList.size() > before) {
                return;
            }
        }
    }

    @Override
    public List<SqlOperator> getOperatorList() {
        List<SqlOperator> operators = new ArrayList<>();
        TABLES.forEach(table -> operators.addAll(table.get().getOperatorList()));
        return operators;
    }

    private static SqlOperatorTable library(SqlLibrary... libraries) {
        return SqlLibraryOperatorTableFactory.INSTANCE.getOperatorTable(libraries);
    }

    private static SqlFunction context(String name) {
        return new SqlFunction(
                name,
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.VARCHAR.andThen((binding, type) -> notNull(binding.getTypeFactory(), type)),
                null,
                OperandTypes.NILADIC,
                SqlFunctionCategory.SYSTEM) {
            @Override
            public SqlSyntax getSyntax() {
                return SqlSyntax.FUNCTION_ID;
            }

            @Override
            public boolean isDynamicFunction() {
                return true;
            }
        };
    }

    private static SqlFunction sequence(String name, SqlOperandTypeChecker operands) {
        return new SqlFunction(
                name, SqlKind.OTHER_FUNCTION, ReturnTypes.BIGINT_NULLABLE, null, operands, SqlFunctionCategory.SYSTEM) {
            @Override
            public boolean isDeterministic() {
                return false;
            }
        };
    }

    private static RelDataType notNull(org.apache.calcite.rel.type.RelDataTypeFactory factory, RelDataType type) {
        return factory.createTypeWithNullability(type, false);
    }

    /** The statement's time, in microseconds unless fewer digits are asked for. */
    private static SqlFunction now(String name, SqlTypeName type) {
        return new SqlFunction(
                name,
                SqlKind.OTHER_FUNCTION,
                binding -> {
                    Integer digits =
                            binding.getOperandCount() == 1 ? binding.getOperandLiteralValue(0, Integer.class) : null;
                    return binding.getTypeFactory()
                            .createSqlType(type, digits == null ? FRACTION_DIGITS : Math.min(digits, FRACTION_DIGITS));
                },
                null,
                OperandTypes.POSITIVE_INTEGER_LITERAL.or(OperandTypes.NILADIC),
                SqlFunctionCategory.TIMEDATE) {
            @Override
            public SqlSyntax getSyntax() {
                return SqlSyntax.FUNCTION_ID;
            }

            @Override
            public boolean isDynamicFunction() {
                return true;
            }
        };
    }
}
