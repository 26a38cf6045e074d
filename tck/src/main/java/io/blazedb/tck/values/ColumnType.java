/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.values;

import io.blazedb.tck.support.Scratch;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** A type of column, and values as SQL literals that every database with that type can hold. */
enum ColumnType {
    SMALLINT(Types.SMALLINT, "SMALLINT", "-32768", "32767", "0", "100"),
    INTEGER(Types.INTEGER, "INTEGER", "-2147483648", "2147483647", "0", "100"),
    BIGINT(Types.BIGINT, "BIGINT", "-9223372036854775808", "9223372036854775807", "0", "100"),
    REAL(Types.REAL, "REAL", "-0.5", "16777216", "0", "100"),
    DOUBLE(Types.DOUBLE, "DOUBLE PRECISION", "-0.5", "4503599627370496", "0", "100"),
    DECIMAL(Types.DECIMAL, "DECIMAL(15,2)", "-1234567890123.75", "9999999999999.99", "0.00", "100.00"),
    NUMERIC(Types.NUMERIC, "NUMERIC(18,0)", "-999999999999999999", "999999999999999999", "0", "100"),
    CHAR(Types.CHAR, "CHAR(10)", "'-32768    '", "'3.5       '", "'0         '", "'100       '"),
    VARCHAR(Types.VARCHAR, "VARCHAR(50)", "'-32768'", "'3.5'", "'0'", "'100'"),
    BOOLEAN(Types.BOOLEAN, "BOOLEAN", "TRUE", "FALSE"),
    DATE(Types.DATE, "DATE", "DATE '2004-02-29'", "DATE '1969-07-20'"),
    TIME(Types.TIME, "TIME", "TIME '23:59:58'", "TIME '00:00:00'"),
    TIMESTAMP(
            Types.TIMESTAMP,
            "TIMESTAMP(6)",
            "TIMESTAMP '2004-02-29 12:30:15.250000'",
            "TIMESTAMP '1969-07-20 00:00:00'"),
    VARBINARY(Types.VARBINARY, "VARBINARY(50)"),
    BLOB(Types.BLOB, "BLOB"),
    CLOB(Types.CLOB, "CLOB", "'some text'", "'-1'");

    private final int jdbcType;
    private final String standardName;
    /** Separated by bars. */
    private final String literals;

    ColumnType(int jdbcType, String standardName, String... literals) {
        this.jdbcType = jdbcType;
        this.standardName = standardName;
        this.literals = String.join("|", literals);
    }

    int jdbcType() {
        return jdbcType;
    }

    List<String> literals() {
        return literals.isEmpty() ? List.of() : List.of(literals.split("\\|"));
    }

    boolean isNumeric() {
        return switch (this) {
            case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, NUMERIC -> true;
            default -> false;
        };
    }

    boolean isText() {
        return this == CHAR || this == VARCHAR;
    }

    /** A new table {@code (id INTEGER, v THIS)}; the check is left out if the database has no such type. */
    String table(Scratch scratch) throws SQLException {
        return scratch.table("(id INTEGER PRIMARY KEY, v " + scratch.type(jdbcType, standardName) + ")");
    }

    /** The number that a literal of a numeric or text type stands for. */
    static BigDecimal number(String literal) {
        return new BigDecimal(literal.replace("'", "").strip());
    }
}
