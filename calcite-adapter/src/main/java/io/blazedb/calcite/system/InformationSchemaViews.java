/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import static io.blazedb.calcite.system.SystemView.INTEGER;
import static io.blazedb.calcite.system.SystemView.TEXT;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.session.TemporaryDatabase;
import io.blazedb.calcite.types.SqlType;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The views of SQL's {@code information_schema} over every database of the session, with the columns that PostgreSQL's have. */
final class InformationSchemaViews {
    private static final String YES = "YES";
    private static final String NO = "NO";

    private InformationSchemaViews() {}

    static List<SystemView> all() {
        return List.of(
                schemata(),
                tables(),
                columns(),
                views(),
                tableConstraints(),
                keyColumnUsage(),
                checkConstraints(),
                referentialConstraints(),
                sequences());
    }

    private static SystemView schemata() {
        return view("schemata")
                .columns(TEXT, "catalog_name", "schema_name", "schema_owner")
                .rows((context, rows) -> {
                    for (SystemDatabase database : context.catalogs()) {
                        for (String schema : database.catalog().schemas(database.namespace())) {
                            String owner = database.catalog()
                                    .schemaSecurity(database.namespace(), schema)
                                    .owner();
                            rows.accept(new @Nullable Object[] {database.alias(), schema, owner});
                        }
                    }
                });
    }

    private static SystemView tables() {
        return view("tables")
                .columns(
                        TEXT,
                        "table_catalog",
                        "table_schema",
                        "table_name",
                        "table_type",
                        "is_insertable_into",
                        "commit_action")
                .rows(perTable((context, database, table, rows) -> {
                    if (table.isMaterializedView()) {
                        return;
                    }
                    boolean base = table.kind() == TableDefinition.Kind.TABLE;
                    boolean temporary = base && TemporaryDatabase.isReserved(table.schema());
                    rows.accept(new @Nullable Object[] {
                        database.alias(),
                        table.schema(),
                        table.name(),
                        !base ? "VIEW" : temporary ? "LOCAL TEMPORARY" : "BASE TABLE",
                        (base && !database.readOnly()) || context.isUpdatable(database, table) ? YES : NO,
                        temporary ? commitAction(table) : null
                    });
                }));
    }

    private static String commitAction(TableDefinition table) {
        return switch (table.options().onCommit()) {
            case PRESERVE_ROWS -> "PRESERVE";
            case DELETE_ROWS -> "DELETE";
            case DROP -> "DROP";
        };
    }

    private static SystemView columns() {
        return view("columns")
                .columns(TEXT, "table_catalog", "table_schema", "table_name", "column_name")
                .columns(INTEGER, "ordinal_position")
                .columns(TEXT, "column_default", "is_nullable", "data_type")
                .columns(
                        INTEGER,
                        "character_maximum_length",
                        "numeric_precision",
                        "numeric_precision_radix",
                        "numeric_scale",
                        "datetime_precision")
                .columns(TEXT, "is_identity", "identity_generation", "is_generated", "generation_expression")
                .columns(TEXT, "domain_catalog", "domain_schema", "domain_name", "udt_name", "is_updatable")
                .rows(perTable((context, database, table, rows) -> {
                    for (int i = 0; i < table.columns().size(); i++) {
                        rows.accept(column(database, table, i));
                    }
                }));
    }

    private static @Nullable Object[] column(SystemDatabase database, TableDefinition table, int index) {
        ColumnDefinition column = table.columns().get(index);
        SqlType type = column.type();
        boolean identity = column.identity() != ColumnDefinition.Identity.NONE;
        return new @Nullable Object[] {
            database.alias(),
            table.schema(),
            table.name(),
            column.name(),
            index + 1,
            column.defaultSql(),
            column.nullable() ? YES : NO,
            dataType(type),
            characterLength(type),
            numericPrecision(type),
            numericRadix(type),
            numericScale(type),
            datetimePrecision(type),
            identity ? YES : NO,
            identity ? column.identity().name().replace('_', ' ') : null,
            column.isGenerated() ? "ALWAYS" : "NEVER",
            column.generatedSql(),
            column.domain() == null ? null : database.alias(),
            column.domain() == null ? null : column.domain().schema(),
            column.domain() == null ? null : column.domain().name(),
            type.isEnum() ? type.enumLabels().name() : type.name().name().toLowerCase(Locale.ROOT),
            table.kind() == TableDefinition.Kind.TABLE ? YES : NO
        };
    }

    private static SystemView views() {
        return view("views")
                .columns(TEXT, "table_catalog", "table_schema", "table_name", "view_definition", "check_option")
                .columns(
                        TEXT,
                        "is_updatable",
                        "is_insertable_into",
                        "is_trigger_updatable",
                        "is_trigger_deletable",
                        "is_trigger_insertable_into")
                .rows(perTable((context, database, table, rows) -> {
                    if (table.kind() == TableDefinition.Kind.VIEW) {
                        String updatable = context.isUpdatable(database, table) ? YES : NO;
                        rows.accept(new @Nullable Object[] {
                            database.alias(),
                            table.schema(),
                            table.name(),
                            table.viewSql(),
                            table.options().checkOption().name(),
                            updatable,
                            updatable,
                            NO,
                            NO,
                            NO
                        });
                    }
                }));
    }

    private static SystemView tableConstraints() {
        return view("table_constraints")
                .columns(
                        TEXT,
                        "constraint_catalog",
                        "constraint_schema",
                        "constraint_name",
                        "table_catalog",
                        "table_schema",
                        "table_name",
                        "constraint_type",
                        "is_deferrable",
                        "initially_deferred")
                .rows(perTable((context, database, table, rows) -> {
                    if (table.primaryKeyName() != null) {
                        rows.accept(constraint(database, table, table.primaryKeyName(), "PRIMARY KEY"));
                    }
                    for (IndexDefinition index : table.indexes()) {
                        if (index.constraint()) {
                            rows.accept(constraint(database, table, index.name(), "UNIQUE"));
                        }
                    }
                    for (TableDefinition.Check check : table.checks()) {
                        rows.accept(constraint(database, table, check.name(), "CHECK"));
                    }
                    for (ForeignKeyDefinition key : table.foreignKeys()) {
                        @Nullable Object[] row = constraint(database, table, key.name(), "FOREIGN KEY");
                        row[7] = key.deferrable() ? YES : NO;
                        row[8] = key.initiallyDeferred() ? YES : NO;
                        rows.accept(row);
                    }
                }));
    }

    private static @Nullable Object[] constraint(
            SystemDatabase database, TableDefinition table, String name, String type) {
        return new @Nullable Object[] {
            database.alias(), table.schema(), name, database.alias(), table.schema(), table.name(), type, NO, NO
        };
    }

    private static SystemView keyColumnUsage() {
        return view("key_column_usage")
                .columns(
                        TEXT,
                        "constraint_catalog",
                        "constraint_schema",
                        "constraint_name",
                        "table_catalog",
                        "table_schema",
                        "table_name",
                        "column_name")
                .columns(INTEGER, "ordinal_position", "position_in_unique_constraint")
                .rows(perTable((context, database, table, rows) -> {
                    if (table.primaryKeyName() != null) {
                        for (int i = 0; i < table.primaryKey().size(); i++) {
                            rows.accept(keyColumn(
                                    database,
                                    table,
                                    table.primaryKeyName(),
                                    table.primaryKey().get(i),
                                    i));
                        }
                    }
                    for (IndexDefinition index : table.indexes()) {
                        for (int i = 0;
                                index.constraint() && i < index.columns().size();
                                i++) {
                            rows.accept(keyColumn(
                                    database,
                                    table,
                                    index.name(),
                                    index.columns().get(i).column(),
                                    i));
                        }
                    }
                    table.foreignKeys().forEach(key -> foreignKeyColumns(database, table, key, rows));
                }));
    }

    private static void foreignKeyColumns(
            SystemDatabase database,
            TableDefinition table,
            ForeignKeyDefinition key,
            Consumer<@Nullable Object[]> rows) {
        int[] columns = table.positions(key.columns());
        TableDefinition parent = database.catalog().table(database.namespace(), key.parentSchema(), key.parentTable());
        List<Integer> unique = parent == null ? key.parentColumns() : keyOrder(parent, key);
        for (int i = 0; i < columns.length; i++) {
            @Nullable Object[] row = keyColumn(database, table, key.name(), columns[i], i);
            row[8] = unique.indexOf(key.parentColumns().get(i)) + 1;
            rows.accept(row);
        }
    }

    /** Ids of the columns of the key that a foreign key refers to, in that key's order. */
    private static List<Integer> keyOrder(TableDefinition parent, ForeignKeyDefinition key) {
        Set<Integer> referred = new HashSet<>();
        for (int position : parent.positions(key.parentColumns())) {
            referred.add(position);
        }
        List<Integer> positions = parent.primaryKey();
        String name = parent.keyName(referred);
        for (IndexDefinition index : parent.indexes()) {
            if (index.name().equals(name)) {
                positions = index.columns().stream()
                        .map(IndexDefinition.Column::column)
                        .toList();
            }
        }
        return positions.stream()
                .map(position -> parent.columns().get(position).id())
                .toList();
    }

    private static @Nullable Object[] keyColumn(
            SystemDatabase database, TableDefinition table, String constraint, int column, int position) {
        return new @Nullable Object[] {
            database.alias(),
            table.schema(),
            constraint,
            database.alias(),
            table.schema(),
            table.name(),
            table.columns().get(column).name(),
            position + 1,
            null
        };
    }

    private static SystemView checkConstraints() {
        return view("check_constraints")
                .columns(TEXT, "constraint_catalog", "constraint_schema", "constraint_name", "check_clause")
                .rows(perTable((context, database, table, rows) -> {
                    for (TableDefinition.Check check : table.checks()) {
                        rows.accept(
                                new @Nullable Object[] {database.alias(), table.schema(), check.name(), check.sql()});
                    }
                }));
    }

    private static SystemView referentialConstraints() {
        return view("referential_constraints")
                .columns(
                        TEXT,
                        "constraint_catalog",
                        "constraint_schema",
                        "constraint_name",
                        "unique_constraint_catalog",
                        "unique_constraint_schema",
                        "unique_constraint_name",
                        "match_option",
                        "update_rule",
                        "delete_rule")
                .rows(perTable((context, database, table, rows) -> {
                    for (ForeignKeyDefinition key : table.foreignKeys()) {
                        rows.accept(new @Nullable Object[] {
                            database.alias(),
                            table.schema(),
                            key.name(),
                            database.alias(),
                            key.parentSchema(),
                            referredKey(database, key),
                            "NONE",
                            key.onUpdate().name().replace('_', ' '),
                            key.onDelete().name().replace('_', ' ')
                        });
                    }
                }));
    }

    private static @Nullable String referredKey(SystemDatabase database, ForeignKeyDefinition key) {
        TableDefinition parent = database.catalog().table(database.namespace(), key.parentSchema(), key.parentTable());
        if (parent == null) {
            return null;
        }
        Set<Integer> positions = new HashSet<>();
        for (int position : parent.positions(key.parentColumns())) {
            positions.add(position);
        }
        return parent.keyName(positions);
    }

    private static SystemView sequences() {
        return view("sequences")
                .columns(TEXT, "sequence_catalog", "sequence_schema", "sequence_name", "data_type")
                .columns(INTEGER, "numeric_precision", "numeric_precision_radix", "numeric_scale")
                .columns(TEXT, "start_value", "minimum_value", "maximum_value", "increment", "cycle_option")
                .rows((context, rows) -> {
                    for (SystemDatabase database : context.catalogs()) {
                        if (database.namespace() == 0) {
                            for (String schema : database.catalog().schemas(0)) {
                                database.catalog()
                                        .sequences(schema)
                                        .forEach(sequence -> rows.accept(sequence(database, sequence)));
                            }
                        }
                    }
                });
    }

    private static @Nullable Object[] sequence(SystemDatabase database, SequenceDefinition sequence) {
        SqlType type = SqlType.of(sequence.type());
        return new @Nullable Object[] {
            database.alias(),
            sequence.schema(),
            sequence.name(),
            dataType(type),
            numericPrecision(type),
            2,
            0,
            String.valueOf(sequence.start()),
            String.valueOf(sequence.min()),
            String.valueOf(sequence.max()),
            String.valueOf(sequence.increment()),
            sequence.cycle() ? YES : NO
        };
    }

    private static SystemView.Builder view(String name) {
        return SystemView.named(SystemViews.INFORMATION_SCHEMA, name);
    }

    /** Makes rows for one table. */
    interface TableRows {
        void add(
                SystemContext context,
                SystemDatabase database,
                TableDefinition table,
                Consumer<@Nullable Object[]> rows);
    }

    static BiConsumer<SystemContext, Consumer<@Nullable Object[]>> perTable(TableRows source) {
        return (context, rows) -> {
            for (SystemDatabase database : context.catalogs()) {
                for (String schema : database.catalog().schemas(database.namespace())) {
                    for (TableDefinition table : database.catalog().tables(database.namespace(), schema)) {
                        source.add(context, database, table, rows);
                    }
                }
            }
        };
    }

    static String dataType(SqlType type) {
        if (type.isLargeObject()) {
            return type.name() == SqlType.Name.VARCHAR ? "character large object" : "binary large object";
        }
        return switch (type.name()) {
            case CHAR -> "character";
            case VARCHAR -> "character varying";
            case DOUBLE -> "double precision";
            case DECIMAL -> "numeric";
            case VARBINARY -> "binary varying";
            case TIME -> "time without time zone";
            case TIMESTAMP -> "timestamp without time zone";
            case TIMESTAMP_TZ -> "timestamp with time zone";
            case INTERVAL, INTERVAL_YEAR_MONTH, INTERVAL_DAY_TIME -> "interval";
            case RECORD -> "record";
            case BOOLEAN, SMALLINT, INTEGER, BIGINT, REAL, BINARY, DATE, UUID, JSON, JSONB, NULL ->
                type.name().name().toLowerCase(Locale.ROOT);
            case ARRAY -> "ARRAY";
            case ENUM -> "USER-DEFINED";
        };
    }

    static @Nullable Integer characterLength(SqlType type) {
        return switch (type.name()) {
            case CHAR, VARCHAR -> bounded(type.precision());
            default -> null;
        };
    }

    static @Nullable Integer numericPrecision(SqlType type) {
        return switch (type.name()) {
            case SMALLINT -> 16;
            case INTEGER -> 32;
            case BIGINT -> 64;
            case REAL -> 24;
            case DOUBLE -> 53;
            case DECIMAL -> bounded(type.precision());
            default -> null;
        };
    }

    static @Nullable Integer numericRadix(SqlType type) {
        return numericPrecision(type) == null ? null : (Integer) (type.name() == SqlType.Name.DECIMAL ? 10 : 2);
    }

    static @Nullable Integer numericScale(SqlType type) {
        return switch (type.name()) {
            case SMALLINT, INTEGER, BIGINT -> 0;
            case DECIMAL -> type.scale();
            default -> null;
        };
    }

    static @Nullable Integer datetimePrecision(SqlType type) {
        return switch (type.name()) {
            case DATE -> 0;
            case TIME, TIMESTAMP, TIMESTAMP_TZ -> type.precision() == SqlType.UNBOUNDED ? 6 : type.precision();
            default -> null;
        };
    }

    private static @Nullable Integer bounded(int precision) {
        return precision == SqlType.UNBOUNDED ? null : precision;
    }
}
