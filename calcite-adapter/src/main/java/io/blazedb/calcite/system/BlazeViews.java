/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import static io.blazedb.calcite.system.SystemView.BIGINT;
import static io.blazedb.calcite.system.SystemView.BOOLEAN;
import static io.blazedb.calcite.system.SystemView.DOUBLE;
import static io.blazedb.calcite.system.SystemView.INTEGER;
import static io.blazedb.calcite.system.SystemView.TEXT;
import static io.blazedb.calcite.system.SystemView.UUID;

import io.blazedb.calcite.attachment.AttachmentStatus;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnStatistics;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.LinkDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableStatistics;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.StoreStatus;
import io.blazedb.storage.bytes.KeyRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The views of the schema {@code blaze} that need nothing but the engine itself. */
final class BlazeViews {
    private BlazeViews() {}

    static List<SystemView> all() {
        return List.of(
                databases(), attachments(), publications(), grants(), links(), indexes(), statistics(), settings());
    }

    private static SystemView databases() {
        return view("databases")
                .columns(TEXT, "alias", "source", "kind")
                .columns(BOOLEAN, "read_only")
                .columns(UUID, "id")
                .columns(
                        BIGINT,
                        "committed_sequence",
                        "checkpoint_sequence",
                        "oldest_snapshot",
                        "file_bytes",
                        "free_bytes",
                        "pinned_bytes")
                .columns(TEXT, "anchor")
                .rows((context, rows) -> {
                    for (SystemDatabase database : context.databases()) {
                        StoreStatus store = database.store().status();
                        AttachmentStatus attachment = database.status();
                        rows.accept(new @Nullable Object[] {
                            database.alias(),
                            database.source(),
                            attachment == null ? "MAIN" : attachment.kind(),
                            database.readOnly(),
                            database.store().id(),
                            store.committedSequence(),
                            store.checkpointSequence(),
                            store.oldestSnapshot(),
                            store.fileBytes(),
                            store.freePages() * store.pageBytes(),
                            store.pinnedPages() * store.pageBytes(),
                            store.anchor()
                        });
                    }
                });
    }

    private static SystemView attachments() {
        return view("attachments")
                .columns(TEXT, "alias", "source", "kind", "state")
                .columns(BIGINT, "position", "head", "lag_micros", "rows")
                .columns(TEXT, "last_error")
                .columns(BIGINT, "pending_writes")
                .rows((context, rows) -> {
                    for (SystemDatabase database : context.databases()) {
                        AttachmentStatus status = database.status();
                        if (status != null) {
                            rows.accept(new @Nullable Object[] {
                                database.alias(),
                                database.source(),
                                status.kind(),
                                status.state(),
                                status.position(),
                                status.head(),
                                status.lagMicros() < 0 ? null : status.lagMicros(),
                                rowCount(database),
                                status.lastError(),
                                status.pendingWrites() < 0 ? null : status.pendingWrites()
                            });
                        }
                    }
                });
    }

    private static long rowCount(SystemDatabase database) {
        long count = 0;
        for (String schema : database.catalog().schemas(database.namespace())) {
            for (TableDefinition table : database.catalog().tables(database.namespace(), schema)) {
                count += rowCount(database, table);
            }
        }
        return count;
    }

    private static long rowCount(SystemDatabase database, TableDefinition table) {
        return table.kind() == TableDefinition.Kind.TABLE
                ? database.transaction().count(table.tree(), KeyRange.all())
                : 0;
    }

    private static SystemView publications() {
        return view("publications")
                .columns(TEXT, "publication", "table_schema", "table_name", "columns", "condition")
                .columns(INTEGER, "version")
                .rows((context, rows) -> {
                    for (PublicationDefinition publication :
                            context.databases().get(0).catalog().publications()) {
                        for (PublicationDefinition.PublishedTable table : publication.tables()) {
                            rows.accept(new @Nullable Object[] {
                                publication.name(),
                                table.schema(),
                                table.table(),
                                String.join(", ", table.columns()),
                                table.whereSql(),
                                publication.version()
                            });
                        }
                    }
                });
    }

    private static SystemView grants() {
        return view("grants")
                .columns(TEXT, "publication", "privilege", "grantee_kind", "grantee")
                .columns(SqlType.of(SqlType.Name.TIMESTAMP_TZ, 6), "valid_until")
                .columns(BOOLEAN, "expired")
                .rows((context, rows) -> {
                    long now = ChronoUnit.MICROS.between(
                            Instant.EPOCH,
                            context.engine().expressionContext("", "").statementTime());
                    for (GrantDefinition grant :
                            context.databases().get(0).catalog().grants()) {
                        rows.accept(new @Nullable Object[] {
                            grant.publication(),
                            grant.privilege().name(),
                            grant.granteeKind().name().replace('_', ' '),
                            grant.grantee().isEmpty() ? null : grant.grantee(),
                            grant.validUntilMicros(),
                            !grant.isValidAt(now)
                        });
                    }
                });
    }

    private static SystemView links() {
        return view("links")
                .columns(TEXT, "link", "table_schema", "table_name", "columns", "source_table", "source_columns")
                .columns(TEXT, "condition", "on_delete")
                .rows((context, rows) -> {
                    for (LinkDefinition link :
                            context.databases().get(0).catalog().links()) {
                        rows.accept(link(link));
                    }
                });
    }

    private static @Nullable Object[] link(LinkDefinition link) {
        StringBuilder condition = new StringBuilder();
        for (int i = 0; i < link.joinColumns().size(); i++) {
            condition
                    .append(i == 0 ? "" : " AND ")
                    .append(link.joinColumns().get(i))
                    .append(" = ")
                    .append(link.otherJoinColumns().get(i));
        }
        return new @Nullable Object[] {
            link.name(),
            link.schema(),
            link.table(),
            String.join(", ", link.columns()),
            link.database() + "." + link.otherSchema() + "." + link.otherTable(),
            String.join(", ", link.otherColumns()),
            condition.toString(),
            link.onDelete().name().replace('_', ' ')
        };
    }

    private static SystemView indexes() {
        return view("indexes")
                .columns(TEXT, "database", "table_schema", "table_name", "index_name", "columns")
                .columns(BOOLEAN, "is_unique", "is_primary_key", "is_constraint")
                .columns(TEXT, "included", "predicate", "comment")
                .rows((context, rows) -> forEachTable(context, (database, table) -> {
                    if (!table.primaryKey().isEmpty()) {
                        List<String> columns = table.primaryKey().stream()
                                .map(column -> table.columns().get(column).name())
                                .toList();
                        rows.accept(index(database, table, table.primaryKeyName(), columns, true));
                    }
                    for (IndexDefinition index : table.indexes()) {
                        List<String> columns = index.columns().stream()
                                .map(column -> indexed(table, column))
                                .toList();
                        @Nullable Object[] row = index(database, table, index.name(), columns, false);
                        row[5] = index.unique();
                        row[7] = index.constraint();
                        row[8] = index.included().isEmpty() ? null : columnNames(table, index.included());
                        row[9] = index.predicateSql();
                        row[10] = index.comment();
                        rows.accept(row);
                    }
                }));
    }

    private static String columnNames(TableDefinition table, List<Integer> positions) {
        return String.join(
                ", ",
                positions.stream()
                        .map(position -> table.columns().get(position).name())
                        .toList());
    }

    private static String indexed(TableDefinition table, IndexDefinition.Column column) {
        String what = column.expression() == null
                ? table.columns().get(column.column()).name()
                : "(" + column.computed().sql() + ")";
        String nulls =
                column.nullsFirst() == column.descending() ? "" : column.nullsFirst() ? " NULLS FIRST" : " NULLS LAST";
        return what + (column.descending() ? " DESC" : "") + nulls;
    }

    private static @Nullable Object[] index(
            SystemDatabase database,
            TableDefinition table,
            @Nullable String name,
            List<String> columns,
            boolean primaryKey) {
        return new @Nullable Object[] {
            database.alias(),
            table.schema(),
            table.name(),
            name,
            String.join(", ", columns),
            primaryKey,
            primaryKey,
            primaryKey,
            null,
            null,
            null
        };
    }

    private static SystemView statistics() {
        return view("statistics")
                .columns(TEXT, "database", "table_schema", "table_name", "column_name")
                .columns(BIGINT, "rows", "analyzed_rows", "distinct_values")
                .columns(DOUBLE, "null_share")
                .columns(TEXT, "min_value", "max_value")
                .columns(INTEGER, "buckets")
                .rows((context, rows) -> forEachTable(context, (database, table) -> {
                    if (table.kind() == TableDefinition.Kind.TABLE) {
                        long count = rowCount(database, table);
                        TableStatistics statistics = database.catalog().statistics(table);
                        for (ColumnDefinition column : table.columns()) {
                            rows.accept(statistics(database, table, column, count, statistics));
                        }
                    }
                }));
    }

    private static @Nullable Object[] statistics(
            SystemDatabase database,
            TableDefinition table,
            ColumnDefinition column,
            long rows,
            @Nullable TableStatistics statistics) {
        ColumnStatistics known = statistics == null ? null : statistics.column(column.id());
        @Nullable Object[] row = new @Nullable Object[11];
        row[0] = database.alias();
        row[1] = table.schema();
        row[2] = table.name();
        row[3] = column.name();
        row[4] = rows;
        if (statistics != null && known != null) {
            row[5] = statistics.rows();
            row[6] = (long) known.distinct();
            row[7] = known.nullShare();
            row[8] = text(known.min(column.type()), column.type());
            row[9] = text(known.max(column.type()), column.type());
            row[10] = Math.max(0, known.bounds().size() - 1);
        }
        return row;
    }

    private static @Nullable Object text(@Nullable Object value, SqlType type) {
        return value == null ? null : Coercions.convert(value, type, TEXT);
    }

    private static SystemView settings() {
        return view("settings").columns(TEXT, "name", "setting").rows((context, rows) -> {
            for (Map.Entry<String, String> setting : context.settings().entrySet()) {
                rows.accept(new @Nullable Object[] {setting.getKey().toLowerCase(Locale.ROOT), setting.getValue()});
            }
        });
    }

    private static SystemView.Builder view(String name) {
        return SystemView.named(SystemViews.BLAZE, name);
    }

    /** Makes rows for one table. */
    private interface TableVisitor {
        void visit(SystemDatabase database, TableDefinition table);
    }

    private static void forEachTable(SystemContext context, TableVisitor visitor) {
        for (SystemDatabase database : context.catalogs()) {
            for (String schema : database.catalog().schemas(database.namespace())) {
                for (TableDefinition table : database.catalog().tables(database.namespace(), schema)) {
                    visitor.visit(database, table);
                }
            }
        }
    }
}
