/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.metadata;

import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the metadata result sets about rights, from {@code information_schema}. */
public final class PrivilegeQueries {
    private static final String TABLES = "SELECT table_catalog, table_schema, table_name, grantor, grantee,"
            + " privilege_type, is_grantable FROM main.information_schema.table_privileges";
    private static final String COLUMNS = "SELECT table_catalog, table_schema, table_name, column_name, grantor,"
            + " grantee, privilege_type, is_grantable FROM main.information_schema.column_privileges";
    private static final int COLUMN = 3;
    private static final int PRIVILEGE_OF_TABLE = 5;
    private static final int PRIVILEGE_OF_COLUMN = 6;

    private final SqlSession session;

    public PrivilegeQueries(SqlSession session) {
        this.session = session;
    }

    public List<@Nullable Object[]> tablePrivileges(
            @Nullable String catalog, @Nullable String schemaPattern, @Nullable String tablePattern) {
        LikePattern schemas = new LikePattern(schemaPattern);
        LikePattern tables = new LikePattern(tablePattern);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (@Nullable Object[] row : rows(TABLES)) {
            if (isIn(catalog, row) && schemas.matches(text(row, 1)) && tables.matches(text(row, 2))) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparing((@Nullable Object[] row) -> text(row, 0))
                .thenComparing(row -> text(row, 1))
                .thenComparing(row -> text(row, 2))
                .thenComparing(row -> text(row, PRIVILEGE_OF_TABLE)));
        return rows;
    }

    public List<@Nullable Object[]> columnPrivileges(
            @Nullable String catalog, @Nullable String schema, @Nullable String table, @Nullable String columnPattern) {
        LikePattern columns = new LikePattern(columnPattern);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (@Nullable Object[] row : rows(COLUMNS)) {
            boolean named =
                    (schema == null || schema.equals(text(row, 1))) && (table == null || table.equals(text(row, 2)));
            if (isIn(catalog, row) && named && columns.matches(text(row, COLUMN))) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparing((@Nullable Object[] row) -> text(row, COLUMN))
                .thenComparing(row -> text(row, PRIVILEGE_OF_COLUMN)));
        return rows;
    }

    private static boolean isIn(@Nullable String catalog, @Nullable Object[] row) {
        return catalog == null || catalog.equals(row[0]);
    }

    private static String text(@Nullable Object[] row, int column) {
        return String.valueOf(row[column]);
    }

    private List<@Nullable Object[]> rows(String sql) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        try (SqlResult result = session.execute(sql)) {
            RowCursor cursor = java.util.Objects.requireNonNull(result.rows());
            while (cursor.next()) {
                @Nullable Object[] row = new @Nullable Object[cursor.columns().size()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = cursor.value(i);
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
