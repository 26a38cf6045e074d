/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.schema.EnumType;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlSingleOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.util.Optionality;

/**
 * PostgreSQL's functions that Calcite lacks or has with other results, with their types. What they compute stands in
 * {@code exec.expression}, under the same names.
 *
 * <p>A signature has a letter for each argument: T text or JSON, N number, D date or time, M interval, B boolean,
 * Y bytes, A anything; a star repeats the last one.
 */
public final class BlazeFunctions {
    private static final List<SqlOperator> ALL = new ArrayList<>();
    /** A value, a path, variables, and whether failures are hidden. */
    private static final String[] JSON_PATH = {"TT", "TTT", "TTTB"};

    /** The standard's, which also takes a regular expression or bytes. */
    public static final SqlFunction SUBSTRING =
            function("SUBSTRING", BlazeFunctions::part, checker("TN", "TNN", "TT", "YN", "YNN"));

    /** {@code ||} of JSONB. */
    public static final SqlFunction JSONB_CONCAT = function("JSONB_CONCAT", returns(SqlType.Name.JSONB), checker("TT"));

    /** {@code -} of JSONB. */
    public static final SqlFunction JSONB_DELETE = function("JSONB_DELETE", returns(SqlType.Name.JSONB), checker("TA"));

    static {
        ALL.addAll(ArrayOperators.all());
        define(SqlType.Name.VARCHAR, "FORMAT", "T", "TA*");
        define(SqlType.Name.VARCHAR, "QUOTE_IDENT", "T");
        define(SqlType.Name.VARCHAR, "QUOTE_LITERAL", "A");
        define(SqlType.Name.VARCHAR, "QUOTE_NULLABLE", "A");
        define(SqlType.Name.VARCHAR, "MD5", "A");
        define(SqlType.Name.VARBINARY, "SHA224", "Y");
        define(SqlType.Name.VARBINARY, "SHA256", "Y");
        define(SqlType.Name.VARBINARY, "SHA384", "Y");
        define(SqlType.Name.VARBINARY, "SHA512", "Y");
        define(SqlType.Name.VARCHAR, "ENCODE", "YT");
        define(SqlType.Name.VARBINARY, "DECODE", "TT");
        define(SqlType.Name.VARCHAR, "CONVERT_FROM", "YT");
        define(SqlType.Name.VARBINARY, "CONVERT_TO", "TT");
        define(SqlType.Name.INTEGER, "GET_BYTE", "YN");
        define(SqlType.Name.VARBINARY, "SET_BYTE", "YNN");
        define(SqlType.Name.INTEGER, "GET_BIT", "YN");
        define(SqlType.Name.VARBINARY, "SET_BIT", "YNN");
        define(SqlType.Name.INTEGER, "LENGTH", "T", "Y");
        define(SqlType.Name.INTEGER, "BIT_LENGTH", "A");
        ALL.add(SUBSTRING);
        add("SUBSTR", BlazeFunctions::part, checker("TN", "TNN", "TT", "YN", "YNN"));
        define(SqlType.Name.VARCHAR, "LTRIM", "T", "TT");
        define(SqlType.Name.VARCHAR, "RTRIM", "T", "TT");
        define(SqlType.Name.VARCHAR, "BTRIM", "T", "TT");
        // Calcite's have no NULL in their type.
        define(SqlType.Name.VARCHAR, "LPAD", "TN", "TNT");
        define(SqlType.Name.VARCHAR, "RPAD", "TN", "TNT");
        define(SqlType.Name.VARCHAR, "TO_HEX", "N");
        define(SqlType.Name.VARCHAR, "REGEXP_REPLACE", "TTT", "TTTT");
        define(SqlType.Name.VARCHAR, "REGEXP_SUBSTR", "TT", "TTN", "TTNN", "TTNNT", "TTNNTN");
        define(SqlType.Name.INTEGER, "REGEXP_COUNT", "TT", "TTN", "TTNT");
        define(SqlType.Name.INTEGER, "REGEXP_INSTR", "TT", "TTN", "TTNN", "TTNNN", "TTNNNT");
        define(SqlType.Name.BOOLEAN, "REGEXP_LIKE", "TT", "TTT");
        define(SqlType.Name.BOOLEAN, "^@", "TT");
        define(SqlType.Name.VARCHAR, "UNISTR", "T");
        define(SqlType.Name.VARCHAR, "NORMALIZE", "T");

        define(SqlType.Name.BIGINT, "&", "NN");
        define(SqlType.Name.BIGINT, "|", "NN");
        define(SqlType.Name.BIGINT, "#", "NN");
        define(SqlType.Name.BIGINT, "<<", "NN");
        define(SqlType.Name.BIGINT, ">>", "NN");
        define(SqlType.Name.BIGINT, "~", "N");
        define(SqlType.Name.DOUBLE, "^", "NN");
        define(SqlType.Name.DECIMAL, "FACTORIAL", "N");
        define(SqlType.Name.BIGINT, "GCD", "NN");
        define(SqlType.Name.BIGINT, "LCM", "NN");
        define(SqlType.Name.DECIMAL, "DIV", "NN");
        define(SqlType.Name.DOUBLE, "LOG", "N", "NN");
        define(SqlType.Name.INTEGER, "SCALE", "N");
        define(SqlType.Name.INTEGER, "MIN_SCALE", "N");
        add("TRIM_SCALE", binding -> binding.getOperandType(0), checker("N"));
        define(SqlType.Name.DOUBLE, "ATAN2D", "NN");
        for (String name : List.of("COTD", "SINH", "COSH", "TANH", "ASINH", "ACOSH", "ATANH")) {
            define(SqlType.Name.DOUBLE, name, "N");
        }
        define(SqlType.Name.VARCHAR, "FORMAT_TYPE", "AA");
        define(SqlType.Name.VARCHAR, "TO_REGCLASS", "T");
        define(SqlType.Name.BIGINT, "REGCLASS_OID", "A");
        define(SqlType.Name.VARCHAR, "REGCLASS_NAME", "A");
        define(SqlType.Name.VARCHAR, "PG_GET_INDEXDEF", "A", "ANB");
        define(SqlType.Name.VARCHAR, "PG_GET_CONSTRAINTDEF", "A", "AB");
        define(SqlType.Name.VARCHAR, "PG_GET_VIEWDEF", "A", "AB", "AN");
        define(SqlType.Name.VARCHAR, "PG_GET_EXPR", "TA", "TAB");
        define(SqlType.Name.VARCHAR, "OBJ_DESCRIPTION", "A", "AT");
        define(SqlType.Name.VARCHAR, "COL_DESCRIPTION", "AN");
        define(SqlType.Name.VARCHAR, "SHOBJ_DESCRIPTION", "AT");
        define(SqlType.Name.VARCHAR, "PG_GET_USERBYID", "A");
        define(SqlType.Name.BOOLEAN, "PG_TABLE_IS_VISIBLE", "A");
        define(SqlType.Name.VARCHAR, "PG_ENCODING_TO_CHAR", "A");
        for (String name : List.of("PG_RELATION_SIZE", "PG_TOTAL_RELATION_SIZE", "PG_TABLE_SIZE", "PG_INDEXES_SIZE")) {
            define(SqlType.Name.BIGINT, name, "A");
        }
        define(SqlType.Name.BOOLEAN, "HAS_TABLE_PRIVILEGE", "AT", "AAT");
        define(SqlType.Name.BOOLEAN, "HAS_SCHEMA_PRIVILEGE", "AT", "AAT");
        define(SqlType.Name.BOOLEAN, "PG_IS_IN_RECOVERY", "");
        define(SqlType.Name.INTEGER, "PG_BACKEND_PID", "");
        define(SqlType.Name.VARCHAR, "SET_CONFIG", "TTB");
        define(SqlType.Name.JSONB, "JSONB_SET_LAX", "TTT", "TTTB", "TTTBT");
        define(SqlType.Name.INTEGER, "WIDTH_BUCKET", "NNNN");
        for (String name : List.of("SIND", "COSD", "TAND", "ASIND", "ACOSD", "ATAND")) {
            define(SqlType.Name.DOUBLE, name, "N");
        }
        define(SqlType.Name.INTEGER, "NUM_NULLS", "A*");
        define(SqlType.Name.INTEGER, "NUM_NONNULLS", "A*");

        define(SqlType.Name.VARCHAR, "TO_CHAR", "DT", "NT", "MT");
        define(SqlType.Name.DATE, "TO_DATE", "TT");
        define(SqlType.Name.TIMESTAMP_TZ, "TO_TIMESTAMP", "TT", "N");
        define(SqlType.Name.DECIMAL, "TO_NUMBER", "TT");
        define(SqlType.Name.DATE, "MAKE_DATE", "NNN");
        define(SqlType.Name.TIME, "MAKE_TIME", "NNN");
        define(SqlType.Name.TIMESTAMP, "MAKE_TIMESTAMP", "NNNNNN");
        define(SqlType.Name.TIMESTAMP_TZ, "MAKE_TIMESTAMPTZ", "NNNNNN", "NNNNNNT");
        for (String name : List.of("JUSTIFY_DAYS", "JUSTIFY_HOURS", "JUSTIFY_INTERVAL")) {
            define(SqlType.Name.INTERVAL, name, "M");
        }
        define(SqlType.Name.INTERVAL, "AGE", "DD", "D");
        define(SqlType.Name.TIMESTAMP, "DATE_BIN", "MDD", "TDD");
        define(SqlType.Name.BOOLEAN, "ISFINITE", "D", "M");
        for (String name : List.of("CLOCK_TIMESTAMP", "STATEMENT_TIMESTAMP", "TRANSACTION_TIMESTAMP")) {
            moment(name);
        }
        zoned("AT TIME ZONE", 0);
        zoned("TIMEZONE", 1);

        for (String name : List.of("->", "#>")) {
            json(name, "TA");
        }
        define(SqlType.Name.VARCHAR, "->>", "TA");
        define(SqlType.Name.VARCHAR, "#>>", "TA");
        define(SqlType.Name.JSONB, "#-", "TA");
        for (String name : List.of("@>", "<@")) {
            define(SqlType.Name.BOOLEAN, name, "TA", "AA");
        }
        for (String name : List.of("?", "?|", "?&")) {
            define(SqlType.Name.BOOLEAN, name, "TA");
        }
        define(SqlType.Name.BOOLEAN, "JSONB_CONTAINS", "TT");
        define(SqlType.Name.BOOLEAN, "JSONB_EXISTS", "TT");
        define(SqlType.Name.BOOLEAN, "JSONB_EXISTS_ANY", "TA");
        define(SqlType.Name.BOOLEAN, "JSONB_EXISTS_ALL", "TA");
        for (String kind : List.of("JSON", "JSONB")) {
            SqlType.Name type = SqlType.Name.valueOf(kind);
            define(type, "TO_" + kind, "A");
            define(type, kind + "_BUILD_OBJECT", "", "A*");
            define(type, kind + "_BUILD_ARRAY", "", "A*");
            define(type, kind + "_EXTRACT_PATH", "TT*");
            define(SqlType.Name.VARCHAR, kind + "_EXTRACT_PATH_TEXT", "TT*");
            define(SqlType.Name.INTEGER, kind + "_ARRAY_LENGTH", "T");
            define(SqlType.Name.VARCHAR, kind + "_TYPEOF", "T");
            define(type, kind + "_STRIP_NULLS", "T");
            aggregate(kind + "_AGG", type, OperandTypes.ANY);
            aggregate(kind + "_OBJECT_AGG", type, OperandTypes.ANY_ANY);
        }
        define(SqlType.Name.JSON, "ARRAY_TO_JSON", "A");
        define(SqlType.Name.JSON, "ROW_TO_JSON", "A", "AB");
        define(SqlType.Name.VARCHAR, "JSONB_PRETTY", "T");
        define(SqlType.Name.JSONB, "JSONB_SET", "TTT", "TTTB");
        define(SqlType.Name.JSONB, "JSONB_INSERT", "TTT", "TTTB");
        for (String zoned : List.of("", "_TZ")) {
            define(SqlType.Name.BOOLEAN, "JSONB_PATH_EXISTS" + zoned, JSON_PATH);
            define(SqlType.Name.BOOLEAN, "JSONB_PATH_MATCH" + zoned, JSON_PATH);
            define(SqlType.Name.JSONB, "JSONB_PATH_QUERY_ARRAY" + zoned, JSON_PATH);
            define(SqlType.Name.JSONB, "JSONB_PATH_QUERY_FIRST" + zoned, JSON_PATH);
            rows("JSONB_PATH_QUERY" + zoned, element(SqlType.Name.JSONB), JSON_PATH);
        }
        for (String name : List.of("@?", "@@")) {
            define(SqlType.Name.BOOLEAN, name, "TT");
        }
        ALL.add(JSONB_CONCAT);
        ALL.add(JSONB_DELETE);

        ALL.add(SqlBasicAggFunction.create(
                        "MODE", SqlKind.OTHER_FUNCTION, ReturnTypes.ARG0_NULLABLE_IF_EMPTY, OperandTypes.ANY)
                .withGroupOrder(Optionality.OPTIONAL));
        for (String name : List.of(
                "CORR",
                "COVAR_POP",
                "COVAR_SAMP",
                "REGR_AVGX",
                "REGR_AVGY",
                "REGR_SXX",
                "REGR_SYY",
                "REGR_SXY",
                "REGR_R2",
                "REGR_SLOPE",
                "REGR_INTERCEPT")) {
            ALL.add(SqlBasicAggFunction.create(
                    name, SqlKind.OTHER_FUNCTION, returns(SqlType.Name.DOUBLE), OperandTypes.NUMERIC_NUMERIC));
        }
        rows("GENERATE_SERIES", BlazeFunctions::series, "NN", "NNN", "AAA");
        rows("UNNEST", BlazeFunctions::unnested, "A", "A*");
        rows("GENERATE_SUBSCRIPTS", element(SqlType.Name.INTEGER), "AN", "ANB");
        rows(
                "REGEXP_MATCHES",
                binding -> BlazeTypes.toRel(
                        binding.getTypeFactory(), SqlType.array(SqlType.of(SqlType.Name.VARCHAR)), true),
                "TT",
                "TTT");
        rows("STRING_TO_TABLE", element(SqlType.Name.VARCHAR), "TT");
        rows("REGEXP_SPLIT_TO_TABLE", element(SqlType.Name.VARCHAR), "TT", "TTT");
        for (SqlType.Name kind : List.of(SqlType.Name.JSON, SqlType.Name.JSONB)) {
            rows(kind + "_ARRAY_ELEMENTS", element(kind), "T");
            rows(kind + "_ARRAY_ELEMENTS_TEXT", element(SqlType.Name.VARCHAR), "T");
            rows(kind + "_OBJECT_KEYS", element(SqlType.Name.VARCHAR), "T");
            rows(kind + "_EACH", member(kind), "T");
            rows(kind + "_EACH_TEXT", member(SqlType.Name.VARCHAR), "T");
        }
        define(SqlType.Name.UUID, "UUID_GENERATE_V4", "");
        define(SqlType.Name.UUID, "UUIDV4", "");
        define(SqlType.Name.UUID, "UUIDV7", "");
        define(SqlType.Name.VARCHAR, "VERSION", "");
        define(SqlType.Name.VARCHAR, "CURRENT_DATABASE", "");
        define(SqlType.Name.VARCHAR, "PG_TYPEOF", "A");
        add("ENUM_FIRST", BlazeFunctions::enumeration, checker("A"));
        add("ENUM_LAST", BlazeFunctions::enumeration, checker("A"));
        add(
                "ENUM_RANGE",
                binding -> BlazeTypes.toRel(
                        binding.getTypeFactory(), SqlType.array(BlazeTypes.fromRel(enumeration(binding))), true),
                checker("A", "AA"));
    }

    private static final SqlOperatorTable TABLE = SqlOperatorTables.of(ALL);

    private BlazeFunctions() {}

    static SqlOperatorTable table() {
        return TABLE;
    }

    /** Whether a function's value may differ from call to call. */
    private static boolean isStable(String name) {
        return switch (name) {
            case "UUID_GENERATE_V4",
                    "UUIDV4",
                    "UUIDV7",
                    "CLOCK_TIMESTAMP",
                    "VERSION",
                    "CURRENT_DATABASE",
                    "SET_CONFIG",
                    "FORMAT_TYPE",
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
                    "HAS_SCHEMA_PRIVILEGE" -> false;
            default -> true;
        };
    }

    private static SqlReturnTypeInference returns(SqlType.Name type) {
        SqlType result = type == SqlType.Name.DECIMAL ? new SqlType(type, 38, 0) : SqlType.of(type);
        return binding -> BlazeTypes.toRel(binding.getTypeFactory(), result, true);
    }

    private static void define(SqlType.Name result, String name, String... signatures) {
        SqlReturnTypeInference returns = switch (name) {
            case "TO_NUMBER" -> binding -> decimal(binding.getTypeFactory(), 10);
            case "&", "|", "#", "<<", ">>", "~" -> BlazeFunctions::widest;
            default -> returns(result);
        };
        add(name, returns, checker(signatures));
    }

    /** The enumerated type among the operands. */
    private static RelDataType enumeration(org.apache.calcite.sql.SqlOperatorBinding binding) {
        for (RelDataType type : binding.collectOperandTypes()) {
            if (type instanceof EnumType) {
                return binding.getTypeFactory().createTypeWithNullability(type, true);
            }
        }
        throw new BlazeSqlException(
                SqlErrorCode.UNDEFINED_FUNCTION, "this function takes values of enumerated types only");
    }

    /** Part of a text or of bytes. */
    private static RelDataType part(org.apache.calcite.sql.SqlOperatorBinding binding) {
        boolean bytes = SqlTypeFamily.BINARY.contains(binding.getOperandType(0));
        return BlazeTypes.toRel(
                binding.getTypeFactory(), SqlType.of(bytes ? SqlType.Name.VARBINARY : SqlType.Name.VARCHAR), true);
    }

    private static RelDataType decimal(RelDataTypeFactory factory, int scale) {
        return BlazeTypes.toRel(factory, new SqlType(SqlType.Name.DECIMAL, 38, scale), true);
    }

    /** Bits of integers: the larger type of the two. */
    private static RelDataType widest(org.apache.calcite.sql.SqlOperatorBinding binding) {
        boolean big = false;
        for (RelDataType type : binding.collectOperandTypes()) {
            big |= switch (type.getSqlTypeName()) {
                case TINYINT, SMALLINT, INTEGER -> false;
                default -> true;
            };
        }
        return BlazeTypes.toRel(
                binding.getTypeFactory(), SqlType.of(big ? SqlType.Name.BIGINT : SqlType.Name.INTEGER), true);
    }

    /** A function that gives JSON if its first argument is JSON, JSONB otherwise. */
    private static void json(String name, String signature) {
        add(
                name,
                binding -> BlazeTypes.toRel(
                        binding.getTypeFactory(),
                        SqlType.of(
                                BlazeTypes.fromRel(binding.getOperandType(0)).name() == SqlType.Name.JSON
                                        ? SqlType.Name.JSON
                                        : SqlType.Name.JSONB),
                        true),
                checker(signature));
    }

    /** AT TIME ZONE: a timestamp gets a zone, one with a zone loses it. */
    private static void zoned(String name, int value) {
        add(
                name,
                binding -> BlazeTypes.toRel(
                        binding.getTypeFactory(),
                        SqlType.of(
                                BlazeTypes.fromRel(binding.getOperandType(value))
                                                        .name()
                                                == SqlType.Name.TIMESTAMP_TZ
                                        ? SqlType.Name.TIMESTAMP
                                        : SqlType.Name.TIMESTAMP_TZ),
                        true),
                value == 0 ? checker("DT", "DM") : checker("TD", "MD"));
    }

    /** A function that gives rows: to Calcite, a collection. */
    private static void rows(String name, SqlReturnTypeInference element, String... signatures) {
        add(
                name,
                binding -> binding.getTypeFactory()
                        .createArrayType(java.util.Objects.requireNonNull(element.inferReturnType(binding)), -1),
                checker(signatures));
    }

    private static SqlReturnTypeInference element(SqlType.Name type) {
        return returns(type);
    }

    private static SqlReturnTypeInference member(SqlType.Name value) {
        return binding -> binding.getTypeFactory()
                .builder()
                .add("key", BlazeTypes.toRel(binding.getTypeFactory(), SqlType.of(SqlType.Name.VARCHAR), true))
                .add("value", BlazeTypes.toRel(binding.getTypeFactory(), SqlType.of(value), true))
                .build();
    }

    /** The element of one array, or a row with an element of each. */
    private static RelDataType unnested(org.apache.calcite.sql.SqlOperatorBinding binding) {
        RelDataTypeFactory factory = binding.getTypeFactory();
        List<RelDataType> types = binding.collectOperandTypes();
        RelDataTypeFactory.Builder builder = factory.builder();
        for (int i = 0; i < types.size(); i++) {
            SqlType type = BlazeTypes.fromRel(types.get(i));
            RelDataType element = BlazeTypes.toRel(factory, type.elementType(), true);
            if (types.size() == 1) {
                return element;
            }
            builder.add("unnest" + (i == 0 ? "" : i), element);
        }
        return builder.build();
    }

    /** The type of a series: that of its ends, with the time of the day for dates. */
    private static RelDataType series(org.apache.calcite.sql.SqlOperatorBinding binding) {
        SqlType first = BlazeTypes.fromRel(binding.getOperandType(0));
        SqlType.Name name = switch (first.name()) {
            case SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> {
                SqlType.Name widest = SqlType.Name.INTEGER;
                for (RelDataType type : binding.collectOperandTypes()) {
                    SqlType.Name one = BlazeTypes.fromRel(type).name();
                    if (one == SqlType.Name.BIGINT && widest == SqlType.Name.INTEGER) {
                        widest = one;
                    } else if (one == SqlType.Name.DECIMAL || one == SqlType.Name.REAL || one == SqlType.Name.DOUBLE) {
                        widest = SqlType.Name.DECIMAL;
                    }
                }
                yield widest;
            }
            case TIMESTAMP_TZ -> SqlType.Name.TIMESTAMP_TZ;
            default -> SqlType.Name.TIMESTAMP;
        };
        SqlType type = name == SqlType.Name.DECIMAL ? new SqlType(name, 38, 10) : SqlType.of(name);
        return BlazeTypes.toRel(binding.getTypeFactory(), type, true);
    }

    private static void moment(String name) {
        add(name, returns(SqlType.Name.TIMESTAMP_TZ), OperandTypes.NILADIC);
    }

    private static void add(String name, SqlReturnTypeInference returns, SqlOperandTypeChecker operands) {
        ALL.add(function(name, returns, operands));
    }

    private static SqlFunction function(String name, SqlReturnTypeInference returns, SqlOperandTypeChecker operands) {
        return new SqlFunction(
                name, SqlKind.OTHER_FUNCTION, returns, null, operands, SqlFunctionCategory.USER_DEFINED_FUNCTION) {
            @Override
            public boolean isDeterministic() {
                return isStable(getName());
            }
        };
    }

    private static void aggregate(String name, SqlType.Name result, SqlSingleOperandTypeChecker operands) {
        aggregate(name, result, (SqlOperandTypeChecker) operands);
    }

    private static void aggregate(String name, SqlType.Name result, SqlOperandTypeChecker operands) {
        SqlAggFunction function = SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, returns(result), operands)
                .withGroupOrder(Optionality.OPTIONAL);
        ALL.add(function);
    }

    private static SqlOperandTypeChecker checker(String... signatures) {
        SqlOperandTypeChecker any = null;
        for (String signature : signatures) {
            SqlOperandTypeChecker one = one(signature);
            any = any == null ? one : any.or(one);
        }
        return java.util.Objects.requireNonNull(any);
    }

    private static SqlOperandTypeChecker one(String signature) {
        if (signature.isEmpty()) {
            return OperandTypes.NILADIC;
        }
        if (signature.endsWith("*")) {
            return OperandTypes.VARIADIC;
        }
        List<SqlTypeFamily> families = new ArrayList<>();
        for (int i = 0; i < signature.length(); i++) {
            char letter = signature.charAt(i);
            families.add(
                    switch (letter) {
                        case 'T' -> SqlTypeFamily.CHARACTER;
                        case 'N' -> SqlTypeFamily.NUMERIC;
                        case 'D' -> SqlTypeFamily.DATETIME;
                        case 'M' -> SqlTypeFamily.DATETIME_INTERVAL;
                        case 'B' -> SqlTypeFamily.BOOLEAN;
                        case 'Y' -> SqlTypeFamily.BINARY;
                        default -> SqlTypeFamily.ANY;
                    });
        }
        return OperandTypes.family(families);
    }
}
