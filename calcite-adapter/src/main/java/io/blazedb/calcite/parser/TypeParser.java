/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.SqlType.Name;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the type of a column, in the standard's, PostgreSQL's and other common spellings. */
final class TypeParser {
    private static final int LENGTH_MAX = 100_000_000;
    private static final int DECIMAL_DIGITS_MAX = 38;

    private static final Set<String> NAMES = Set.of(
            ("boolean bool smallint int2 tinyint smallserial serial2 integer int int4 serial serial4 mediumint bigint int8"
                            + " bigserial serial8 decimal numeric dec real float4 float float8 double char character nchar"
                            + " bpchar varchar nvarchar varchar2 text string clob nclob citext binary varbinary bytea blob bytes"
                            + " date time timestamp datetime timestamptz interval uuid json jsonb")
                    .split(" "));

    private TypeParser() {}

    /** The name of a domain that comes next; null if it is one of the types known here. */
    static @Nullable List<String> domain(TokenReader in) {
        SqlToken next = in.peek();
        boolean known = next.kind() == SqlToken.Kind.WORD
                && NAMES.contains(next.text())
                && !in.peek(1).isSymbol(".");
        return known || !next.isName() ? null : in.qualifiedName();
    }

    /** What follows the name of a domain or enumerated type stands for it: NULL, or an array of that. */
    static SqlType named(TokenReader in) {
        return arrayOf(in, SqlType.of(Name.NULL));
    }

    static SqlType parse(TokenReader in) {
        return arrayOf(in, scalar(in));
    }

    private static SqlType arrayOf(TokenReader in, SqlType type) {
        boolean array = in.accept("array");
        while (in.acceptSymbol("[")) {
            array = true;
            if (!in.acceptSymbol("]")) {
                in.integer();
                in.expectSymbol("]");
            }
        }
        return array ? SqlType.array(type) : type;
    }

    private static SqlType scalar(TokenReader in) {
        String word = in.name();
        return switch (word) {
            case "boolean", "bool" -> SqlType.of(Name.BOOLEAN);
            case "smallint", "int2", "tinyint", "smallserial", "serial2" -> SqlType.of(Name.SMALLINT);
            case "integer", "int", "int4", "serial", "serial4", "mediumint" -> SqlType.of(Name.INTEGER);
            case "bigint", "int8", "bigserial", "serial8" -> SqlType.of(Name.BIGINT);
            case "decimal", "numeric", "dec" -> decimal(in);
            case "real", "float4" -> SqlType.of(Name.REAL);
            case "float" -> floating(in);
            case "float8" -> SqlType.of(Name.DOUBLE);
            case "double" -> {
                in.accept("precision");
                yield SqlType.of(Name.DOUBLE);
            }
            case "char", "character", "nchar", "bpchar" -> {
                if (in.accept("large", "object")) {
                    yield large(in, SqlType.CLOB);
                }
                boolean varying = in.accept("varying");
                int length = length(in, varying ? SqlType.UNBOUNDED : 1);
                yield new SqlType(varying ? Name.VARCHAR : Name.CHAR, length, 0);
            }
            case "varchar", "nvarchar", "varchar2" -> new SqlType(Name.VARCHAR, length(in, SqlType.UNBOUNDED), 0);
            case "text", "string", "citext", "name" -> SqlType.of(Name.VARCHAR);
            case "binary" -> {
                if (in.accept("large", "object")) {
                    yield large(in, SqlType.BLOB);
                }
                boolean varying = in.accept("varying");
                int length = length(in, varying ? SqlType.UNBOUNDED : 1);
                yield new SqlType(varying ? Name.VARBINARY : Name.BINARY, length, 0);
            }
            case "varbinary" -> new SqlType(Name.VARBINARY, length(in, SqlType.UNBOUNDED), 0);
            case "clob", "nclob" -> large(in, SqlType.CLOB);
            case "bytea", "bytes" -> SqlType.of(Name.VARBINARY);
            case "blob" -> large(in, SqlType.BLOB);
            case "date" -> SqlType.of(Name.DATE);
            case "time" -> time(in);
            case "timestamp", "datetime" -> timestamp(in);
            case "timestamptz" -> new SqlType(Name.TIMESTAMP_TZ, secondDigits(in), 0);
            case "interval" -> interval(in);
            case "uuid" -> SqlType.of(Name.UUID);
            case "json" -> SqlType.of(Name.JSON);
            case "jsonb" -> SqlType.of(Name.JSONB);
            default ->
                throw new BlazeSqlException(SqlErrorCode.UNDEFINED_OBJECT, "type \"" + word + "\" does not exist");
        };
    }

    private static SqlType decimal(TokenReader in) {
        if (!in.acceptSymbol("(")) {
            return SqlType.of(Name.DECIMAL);
        }
        int precision = in.integer();
        int scale = in.acceptSymbol(",") ? in.integer() : 0;
        in.expectSymbol(")");
        if (precision < 1 || precision > DECIMAL_DIGITS_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER,
                    "DECIMAL precision " + precision + " must be between 1 and " + DECIMAL_DIGITS_MAX);
        }
        if (scale > precision) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER,
                    "DECIMAL scale " + scale + " must be between 0 and precision " + precision);
        }
        return new SqlType(Name.DECIMAL, precision, scale);
    }

    private static SqlType floating(TokenReader in) {
        if (!in.acceptSymbol("(")) {
            return SqlType.of(Name.DOUBLE);
        }
        int bits = in.integer();
        in.expectSymbol(")");
        if (bits < 1 || bits > 53) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "FLOAT precision " + bits + " must be between 1 and 53");
        }
        return SqlType.of(bits <= 24 ? Name.REAL : Name.DOUBLE);
    }

    /** CLOB or BLOB. A length, as in {@code CLOB(10M)}, is read and means nothing: values end at 1 GiB. */
    private static SqlType large(TokenReader in, SqlType type) {
        if (in.acceptSymbol("(")) {
            in.integer();
            if (in.accept("k") || in.accept("m") || in.accept("g")) {
                in.accept("characters");
            }
            in.expectSymbol(")");
        }
        return type;
    }

    private static int length(TokenReader in, int absent) {
        if (!in.acceptSymbol("(")) {
            return absent;
        }
        int length = in.integer();
        in.accept("char");
        in.expectSymbol(")");
        if (length < 1 || length > LENGTH_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "length " + length + " must be between 1 and " + LENGTH_MAX);
        }
        return length;
    }

    private static int secondDigits(TokenReader in) {
        if (!in.acceptSymbol("(")) {
            return SqlType.UNBOUNDED;
        }
        int digits = in.integer();
        in.expectSymbol(")");
        return Math.min(digits, 6);
    }

    private static SqlType time(TokenReader in) {
        int digits = secondDigits(in);
        if (in.accept("with", "time", "zone")) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "type TIME WITH TIME ZONE is not supported");
        }
        in.accept("without", "time", "zone");
        return new SqlType(Name.TIME, digits, 0);
    }

    private static SqlType timestamp(TokenReader in) {
        int digits = secondDigits(in);
        if (in.accept("with", "time", "zone") || in.accept("with", "local", "time", "zone")) {
            return new SqlType(Name.TIMESTAMP_TZ, digits, 0);
        }
        in.accept("without", "time", "zone");
        return new SqlType(Name.TIMESTAMP, digits, 0);
    }

    private static SqlType interval(TokenReader in) {
        if (in.accept("year") || in.accept("month")) {
            if (in.accept("to")) {
                in.expect("month");
            }
            return SqlType.of(Name.INTERVAL_YEAR_MONTH);
        }
        if (in.accept("day") || in.accept("hour") || in.accept("minute") || in.accept("second")) {
            if (in.accept("to") && !in.accept("hour") && !in.accept("minute")) {
                in.expect("second");
            }
        }
        secondDigits(in);
        return SqlType.of(Name.INTERVAL);
    }
}
