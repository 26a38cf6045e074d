/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.metadata;

import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.jdbc.convert.JdbcTypes;
import java.sql.DatabaseMetaData;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the metadata result sets, from the catalog as the session sees it.
 *
 * <p>A database is a catalog. A null catalog or pattern filters nothing; an empty one names what has none, of which there is nothing.
 */
public final class MetadataQueries {
    private static final String TABLE = "TABLE";
    private static final String VIEW = "VIEW";
    private static final String SYSTEM_VIEW = "SYSTEM VIEW";
    private static final String TEMPORARY = "LOCAL TEMPORARY";
    private static final String MATERIALIZED_VIEW = "MATERIALIZED VIEW";
    private static final String SEQUENCE = "SEQUENCE";

    /** What escapes a wildcard in a pattern. */
    public static final String SEARCH_ESCAPE = String.valueOf(LikePattern.ESCAPE);

    private static final int TABLE_TYPE = 3;
    private static final String MAIN = "main";
    private static final short NO_FRACTION = 0;
    private static final int DECIMAL_RADIX = 10;
    private static final int UTF8_BYTES_MAX = 4;

    /** A table and the database it is found in. */
    record Found(String database, TableDefinition table) {}

    private final SqlSession session;

    public MetadataQueries(SqlSession session) {
        this.session = session;
    }

    public List<@Nullable Object[]> catalogs() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String database : databases(null)) {
            rows.add(row(database));
        }
        return rows;
    }

    public List<@Nullable Object[]> schemas(@Nullable String catalog, @Nullable String schemaPattern) {
        LikePattern pattern = new LikePattern(schemaPattern);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String database : databases(catalog)) {
            session.schemas(database).stream()
                    .filter(pattern::matches)
                    .sorted()
                    .forEach(schema -> rows.add(row(schema, database)));
        }
        return rows;
    }

    public List<@Nullable Object[]> tableTypes() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows.add(row(TEMPORARY));
        rows.add(row(MATERIALIZED_VIEW));
        rows.add(row(SEQUENCE));
        rows.add(row(SYSTEM_VIEW));
        rows.add(row(TABLE));
        rows.add(row(VIEW));
        return rows;
    }

    /** @param types the wanted table types; null for all */
    public List<@Nullable Object[]> tables(
            @Nullable String catalog,
            @Nullable String schemaPattern,
            @Nullable String tablePattern,
            @Nullable Set<String> types) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Found entry : find(catalog, schemaPattern, tablePattern)) {
            TableDefinition table = entry.table();
            rows.add(tableRow(entry.database(), table.schema(), table.name(), typeName(table), table.comment()));
        }
        if (types == null || types.contains(SEQUENCE)) {
            rows.addAll(sequences(catalog, schemaPattern, tablePattern));
        }
        rows.removeIf(row -> types != null && !types.contains(String.valueOf(row[TABLE_TYPE])));
        // Stable: databases, schemas and tables keep their order inside a type.
        rows.sort(Comparator.comparing(row -> String.valueOf(row[TABLE_TYPE])));
        return rows;
    }

    private List<@Nullable Object[]> sequences(
            @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern) {
        LikePattern schemas = new LikePattern(schemaPattern);
        LikePattern names = new LikePattern(namePattern);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String database : databases(catalog)) {
            session.schemas(database).stream()
                    .filter(schemas::matches)
                    .sorted()
                    .forEach(schema -> session.sequences(database, schema).stream()
                            .filter(names::matches)
                            .forEach(name -> rows.add(tableRow(database, schema, name, SEQUENCE, null))));
        }
        return rows;
    }

    private static @Nullable Object[] tableRow(
            String database, String schema, String name, String type, @Nullable String comment) {
        return row(database, schema, name, type, comment, null, null, null, null, null);
    }

    public List<@Nullable Object[]> columns(
            @Nullable String catalog,
            @Nullable String schemaPattern,
            @Nullable String tablePattern,
            @Nullable String columnPattern) {
        LikePattern pattern = new LikePattern(columnPattern);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Found entry : find(catalog, schemaPattern, tablePattern)) {
            TableDefinition table = entry.table();
            for (int i = 0; i < table.columns().size(); i++) {
                ColumnDefinition column = table.columns().get(i);
                if (pattern.matches(column.name())) {
                    rows.add(columnRow(entry.database(), table, column, i + 1));
                }
            }
        }
        return rows;
    }

    private static @Nullable Object[] columnRow(
            String database, TableDefinition table, ColumnDefinition column, int ordinal) {
        SqlType type = column.type();
        boolean nullable = column.nullable();
        ColumnDefinition.DomainName domain = column.domain();
        boolean identity = column.identity() != ColumnDefinition.Identity.NONE;
        return row(
                database,
                table.schema(),
                table.name(),
                column.name(),
                domain == null ? JdbcTypes.code(type) : Types.DISTINCT,
                domain == null ? JdbcTypes.name(type) : domain.name(),
                JdbcTypes.precision(type),
                null,
                digits(type),
                radix(type),
                nullable ? DatabaseMetaData.columnNullable : DatabaseMetaData.columnNoNulls,
                column.comment(),
                column.isGenerated() ? column.generatedSql() : column.defaultSql(),
                null,
                null,
                octets(type),
                ordinal,
                nullable ? "YES" : "NO",
                null,
                null,
                null,
                domain == null ? null : (short) JdbcTypes.code(type),
                identity ? "YES" : "NO",
                column.isGenerated() ? "YES" : "NO");
    }

    public List<@Nullable Object[]> primaryKeys(
            @Nullable String catalog, @Nullable String schema, @Nullable String name) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Found entry : findExact(catalog, schema, name)) {
            TableDefinition table = entry.table();
            for (int i = 0; i < table.primaryKey().size(); i++) {
                rows.add(row(
                        entry.database(),
                        table.schema(),
                        table.name(),
                        columnName(table, table.primaryKey().get(i)),
                        (short) (i + 1),
                        table.primaryKeyName()));
            }
        }
        rows.sort(Comparator.comparing(row -> (String) row[3], Comparator.nullsFirst(Comparator.naturalOrder())));
        return rows;
    }

    /** The columns of the primary key, if the scope of the asked-for identifier is not wider than a session. */
    public List<@Nullable Object[]> bestRowIdentifier(
            @Nullable String catalog, @Nullable String schema, @Nullable String name, boolean nullable) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Found entry : findExact(catalog, schema, name)) {
            TableDefinition table = entry.table();
            for (int position : table.primaryKey()) {
                ColumnDefinition column = table.columns().get(position);
                if (nullable || !column.nullable()) {
                    rows.add(row(
                            (short) DatabaseMetaData.bestRowSession,
                            column.name(),
                            JdbcTypes.code(column.type()),
                            JdbcTypes.name(column.type()),
                            JdbcTypes.precision(column.type()),
                            null,
                            (short) JdbcTypes.scale(column.type()),
                            (short) DatabaseMetaData.bestRowNotPseudo));
                }
            }
        }
        return rows;
    }

    /** Indexes, the primary key's included. */
    public List<@Nullable Object[]> indexInfo(
            @Nullable String catalog, @Nullable String schema, @Nullable String name, boolean uniqueOnly) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Found entry : findExact(catalog, schema, name)) {
            TableDefinition table = entry.table();
            List<IndexDefinition.Column> key = new ArrayList<>();
            table.primaryKey().forEach(column -> key.add(new IndexDefinition.Column(column, false)));
            String keyName = table.primaryKeyName();
            addIndex(
                    rows,
                    entry,
                    new IndexDefinition(0, keyName == null ? table.name() + "_pkey" : keyName, key, true, true));
            for (IndexDefinition index : table.indexes()) {
                if (index.unique() || !uniqueOnly) {
                    addIndex(rows, entry, index);
                }
            }
        }
        rows.sort(Comparator.comparing((@Nullable Object[] row) -> Boolean.TRUE.equals(row[3]))
                .thenComparing(row -> String.valueOf(row[5])));
        return rows;
    }

    private static void addIndex(List<@Nullable Object[]> rows, Found entry, IndexDefinition index) {
        for (int i = 0; i < index.columns().size(); i++) {
            IndexDefinition.Column column = index.columns().get(i);
            rows.add(row(
                    entry.database(),
                    entry.table().schema(),
                    entry.table().name(),
                    !index.unique(),
                    null,
                    index.name(),
                    DatabaseMetaData.tableIndexOther,
                    (short) (i + 1),
                    column.expression() == null
                            ? columnName(entry.table(), column.column())
                            : column.computed().sql(),
                    column.descending() ? "D" : "A",
                    0L,
                    0L,
                    index.predicateSql()));
        }
    }

    private List<String> databases(@Nullable String catalog) {
        List<String> databases = new ArrayList<>(session.databases());
        databases.sort(Comparator.comparing((String name) -> !name.equals(MAIN)).thenComparing(name -> name));
        databases.removeIf(database -> catalog != null && !database.equals(catalog));
        return databases;
    }

    /** Tables ordered by database, schema and name. */
    private List<Found> find(@Nullable String catalog, @Nullable String schemaPattern, @Nullable String tablePattern) {
        LikePattern schemas = new LikePattern(schemaPattern);
        LikePattern tables = new LikePattern(tablePattern);
        List<Found> found = new ArrayList<>();
        for (String database : databases(catalog)) {
            List<String> names = new ArrayList<>(session.schemas(database));
            names.removeIf(schema -> !schemas.matches(schema));
            names.sort(Comparator.naturalOrder());
            for (String schema : names) {
                session.tables(database, schema).stream()
                        .filter(table -> tables.matches(table.name()))
                        .sorted(Comparator.comparing(TableDefinition::name))
                        .forEach(table -> found.add(new Found(database, table)));
            }
        }
        return found;
    }

    /** Tables by their exact name; a missing catalog or schema filters nothing. */
    List<Found> findExact(@Nullable String catalog, @Nullable String schema, @Nullable String name) {
        List<Found> found = new ArrayList<>();
        if (name == null) {
            return found;
        }
        for (String database : databases(catalog)) {
            for (String candidate : session.schemas(database)) {
                TableDefinition table =
                        schema == null || schema.equals(candidate) ? session.table(database, candidate, name) : null;
                if (table != null) {
                    found.add(new Found(database, table));
                }
            }
        }
        return found;
    }

    private static String columnName(TableDefinition table, int position) {
        return table.columns().get(position).name();
    }

    /** TABLE_TYPE as tools know it. */
    private static String typeName(TableDefinition table) {
        return switch (table.kind()) {
            case TABLE ->
                table.isMaterializedView() ? MATERIALIZED_VIEW : table.schema().equals("pg_temp") ? TEMPORARY : TABLE;
            case VIEW -> VIEW;
            case SYSTEM_VIEW -> SYSTEM_VIEW;
        };
    }

    private static @Nullable Integer digits(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT -> (int) NO_FRACTION;
            case DECIMAL, TIME, TIMESTAMP, TIMESTAMP_TZ -> JdbcTypes.scale(type);
            default -> null;
        };
    }

    private static @Nullable Integer radix(SqlType type) {
        return JdbcTypes.isSigned(type) ? DECIMAL_RADIX : null;
    }

    private static @Nullable Integer octets(SqlType type) {
        int size = JdbcTypes.precision(type);
        return switch (type.name()) {
            case CHAR, VARCHAR, JSON, JSONB ->
                size > Integer.MAX_VALUE / UTF8_BYTES_MAX ? Integer.MAX_VALUE : size * UTF8_BYTES_MAX;
            case BINARY, VARBINARY -> size;
            default -> null;
        };
    }

    private static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }
}
