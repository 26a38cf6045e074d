/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.fuzz;

/** Types of columns and expressions, by the names that all dialects understand. */
enum Type {
    BOOLEAN("BOOLEAN", "TRUE"),
    INTEGER("INTEGER", "1"),
    BIGINT("BIGINT", "1"),
    DECIMAL("DECIMAL(12, 3)", "1.5"),
    DOUBLE("DOUBLE PRECISION", "CAST(1.5 AS DOUBLE PRECISION)"),
    TEXT("VARCHAR(40)", "'a'"),
    DATE("DATE", "DATE '2024-02-29'"),
    TIMESTAMP("TIMESTAMP", "TIMESTAMP '2024-02-29 12:30:00'");

    private final String sql;
    private final String simplest;

    Type(String sql, String simplest) {
        this.sql = sql;
        this.simplest = simplest;
    }

    String sql() {
        return sql;
    }

    /** A constant that stands for any expression of this type when a failing statement is made smaller. */
    String simplest() {
        return simplest;
    }

    boolean isNumeric() {
        return this == INTEGER || this == BIGINT || this == DECIMAL || this == DOUBLE;
    }
}
