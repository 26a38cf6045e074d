/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.jdbc.convert.Conversions;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row: values by column name, in the order of the columns. Immutable. */
public final class Row {
    private final Map<String, @Nullable Object> values;

    Row(Map<String, ? extends @Nullable Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<String, @Nullable Object>(values));
    }

    /** All values; those of dates and times are of {@code java.time}. */
    public Map<String, @Nullable Object> asMap() {
        return values;
    }

    /**
     * A value; null for NULL.
     *
     * @throws BlazeSqlException 42703 if the row has no such column
     */
    public @Nullable Object get(String column) {
        if (!values.containsKey(column)) {
            throw new BlazeSqlException(SqlErrorCode.UNDEFINED_COLUMN, "The row has no column " + column + ".");
        }
        return values.get(column);
    }

    /**
     * A value as another class; null for NULL.
     *
     * @throws BlazeSqlException 22xxx if the value does not convert
     */
    public <T> @Nullable T get(String column, Class<T> type) {
        Object value = get(column);
        try {
            return value == null ? null : Conversions.toClass(value, type);
        } catch (SQLException e) {
            String text = "The value of " + column + " cannot be read as " + type.getSimpleName() + ".";
            throw new BlazeSqlException(SqlErrorCode.DATA_EXCEPTION, text, e);
        }
    }

    public @Nullable String getString(String column) {
        return get(column, String.class);
    }

    /** A number; fails for NULL. */
    public int getInt(String column) {
        return present(column, Integer.class);
    }

    /** A number; fails for NULL. */
    public long getLong(String column) {
        return present(column, Long.class);
    }

    /** A number; fails for NULL. */
    public double getDouble(String column) {
        return present(column, Double.class);
    }

    /** A truth value; fails for NULL. */
    public boolean getBoolean(String column) {
        return present(column, Boolean.class);
    }

    public @Nullable BigDecimal getDecimal(String column) {
        return get(column, BigDecimal.class);
    }

    public @Nullable LocalDate getDate(String column) {
        return get(column, LocalDate.class);
    }

    public @Nullable Instant getInstant(String column) {
        return get(column, Instant.class);
    }

    public @Nullable UUID getUuid(String column) {
        return get(column, UUID.class);
    }

    private <T> T present(String column, Class<T> type) {
        T value = get(column, type);
        if (value == null) {
            throw new BlazeSqlException(SqlErrorCode.DATA_EXCEPTION, "The value of " + column + " is NULL.");
        }
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && row.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The names of the columns only. */
    @Override
    public String toString() {
        return "Row" + values.keySet();
    }
}
