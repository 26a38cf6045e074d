/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.RowOp;
import io.blazedb.sync.wire.WireWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a set of publications, narrowed by the subscriber's own conditions, shows of a database. The same changes give the same operations,
 * whenever and wherever they are computed.
 *
 * <p>Immutable; safe for any number of threads.
 */
final class Projection {

    private final List<ExportedTable> tables;
    private final Map<Long, ExportedTable> byTree = new HashMap<>();
    private final ChannelSchema schema;
    private final byte[] policyDigest;

    private Projection(List<ExportedTable> tables, byte[] policyDigest) {
        this.tables = List.copyOf(tables);
        this.policyDigest = policyDigest;
        this.schema =
                new ChannelSchema(tables.stream().map(ExportedTable::exported).toList());
        for (ExportedTable table : tables) {
            byTree.put(table.source().tree(), table);
        }
    }

    /**
     * The projection of publications as the catalog has them now.
     *
     * @param ownConditions the subscriber's conditions by table name, over exported columns only; the empty name for all tables
     * @param context what conditions may know beside a row
     * @throws SyncException INVALID_PUBLICATION
     */
    static Projection of(
            CatalogView catalog,
            List<PublicationDefinition> publications,
            Map<String, String> ownConditions,
            ConditionCompiler conditions,
            ExpressionContext context) {
        Map<String, List<PublishedTable>> byTable = new TreeMap<>();
        for (PublicationDefinition publication : publications) {
            for (PublishedTable published : publication.tables()) {
                byTable.computeIfAbsent(published.schema() + '\0' + published.table(), key -> new ArrayList<>())
                        .add(published);
            }
        }
        List<ExportedTable> tables = new ArrayList<>();
        WireWriter policy = new WireWriter(1_024).text("blazedb/1 policy");
        for (List<PublishedTable> parts : byTable.values()) {
            PublishedTable first = parts.get(0);
            TableDefinition source = catalog.table(0, first.schema(), first.table());
            if (source == null || source.kind() != TableDefinition.Kind.TABLE) {
                throw invalid(first, "is no table");
            }
            ExportedTable table = export(tables.size(), source, parts, ownConditions, conditions, context, policy);
            tables.add(table);
        }
        ChannelSchema schema =
                new ChannelSchema(tables.stream().map(ExportedTable::exported).toList());
        return new Projection(tables, sha256(policy.bytes(schema.encode()).toByteArray()));
    }

    List<ExportedTable> tables() {
        return tables;
    }

    ChannelSchema schema() {
        return schema;
    }

    /** Equal for equal rules over the same tables: the log goes on; another one needs a new incarnation. */
    byte[] policyDigest() {
        return policyDigest.clone();
    }

    /** What a transaction does to the projection; empty if it does nothing. */
    List<RowOp> project(ChangeRecord record) {
        List<RowOp> ops = new ArrayList<>();
        for (Change change : record.changes()) {
            ExportedTable table = byTree.get(change.tree());
            if (table != null) {
                table.change(change.key(), change.before(), table.inOnePiece(change.after(), change.large()), ops);
            }
        }
        return ops;
    }

    /** Whether a transaction emptied a table of the projection as a whole, without naming its rows. */
    boolean isCleared(ChangeRecord record) {
        return record.clearedTrees().stream().anyMatch(byTree::containsKey);
    }

    private static ExportedTable export(
            int number,
            TableDefinition source,
            List<PublishedTable> published,
            Map<String, String> ownConditions,
            ConditionCompiler conditions,
            ExpressionContext context,
            WireWriter policy) {
        boolean[] exportedByAny = new boolean[source.columns().size()];
        boolean[] exportedByAll = new boolean[source.columns().size()];
        for (int i = 0; i < exportedByAny.length; i++) {
            String name = source.columns().get(i).name();
            exportedByAny[i] =
                    published.stream().anyMatch(part -> part.columns().contains(name));
            exportedByAll[i] =
                    published.stream().allMatch(part -> part.columns().contains(name));
        }
        requireKey(source, published.get(0), exportedByAll);
        int[] exportedPlace = new int[source.columns().size()];
        List<Integer> sourceColumns = new ArrayList<>();
        List<ColumnDefinition> columns = new ArrayList<>();
        policy.u64(source.tree());
        for (int i = 0; i < exportedPlace.length; i++) {
            exportedPlace[i] = exportedByAny[i] ? columns.size() : -1;
            if (exportedByAny[i]) {
                ColumnDefinition column = source.columns().get(i);
                sourceColumns.add(i);
                policy.varint(column.id());
                columns.add(new ColumnDefinition(
                        columns.size() + 1,
                        column.name(),
                        column.type(),
                        column.nullable() || !exportedByAll[i],
                        null,
                        ColumnDefinition.Identity.NONE,
                        null));
            }
        }
        TableDefinition exported = new TableDefinition(
                0,
                0,
                source.schema(),
                source.name(),
                TableDefinition.Kind.TABLE,
                1,
                List.copyOf(columns),
                source.primaryKey().stream()
                        .map(column -> exportedPlace[column])
                        .toList(),
                null,
                indexes(source, exportedPlace),
                List.of(),
                null,
                null);
        List<ExportedTable.Part> parts = new ArrayList<>();
        for (PublishedTable part : published) {
            boolean[] shown = new boolean[columns.size()];
            for (int i = 0; i < shown.length; i++) {
                shown[i] = part.columns().contains(columns.get(i).name());
                policy.u8(shown[i] ? 1 : 0);
            }
            String where = part.whereSql();
            policy.text(where == null ? "" : where);
            parts.add(new ExportedTable.Part(shown, where == null ? null : compile(conditions, source, where, part)));
        }
        String own = ownCondition(ownConditions, source.name());
        policy.text(own == null ? "" : own);
        return new ExportedTable(
                number,
                source,
                exported,
                sourceColumns.stream().mapToInt(Integer::intValue).toArray(),
                parts,
                own == null ? null : compileOwn(conditions, exported, own),
                context);
    }

    /** What is wrong with the publisher's condition is not the subscriber's business. */
    private static RowPredicate compile(
            ConditionCompiler conditions, TableDefinition source, String where, PublishedTable published) {
        try {
            return conditions.compile(source, where);
        } catch (BlazeSqlException e) {
            throw invalid(published, "has a condition that cannot be evaluated");
        }
    }

    /** The subscriber's own condition sees exported columns only, so its failure may be told. */
    private static RowPredicate compileOwn(ConditionCompiler conditions, TableDefinition exported, String where) {
        try {
            return conditions.compile(exported, where);
        } catch (BlazeSqlException e) {
            throw new SyncException(
                    SyncErrorCode.INVALID_CONDITION, "table " + exported.name() + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable String ownCondition(Map<String, String> conditions, String table) {
        String all = conditions.get("");
        String one = conditions.get(table);
        if (all == null || one == null) {
            return one == null ? all : one;
        }
        return "(" + all + ") AND (" + one + ")";
    }

    private static void requireKey(TableDefinition source, PublishedTable published, boolean[] exportedByAll) {
        for (int column : source.primaryKey()) {
            if (!exportedByAll[column]) {
                throw invalid(
                        published,
                        "is published without its primary key column "
                                + source.columns().get(column).name());
            }
        }
    }

    private static List<IndexDefinition> indexes(TableDefinition source, int[] exportedPlace) {
        List<IndexDefinition> indexes = new ArrayList<>();
        for (IndexDefinition index : source.indexes()) {
            if (index.isPlain() && index.columns().stream().allMatch(column -> exportedPlace[column.column()] >= 0)) {
                List<IndexDefinition.Column> columns = index.columns().stream()
                        .map(column -> new IndexDefinition.Column(exportedPlace[column.column()], column.descending()))
                        .toList();
                indexes.add(new IndexDefinition(0, index.name(), columns, false, false));
            }
        }
        return indexes;
    }

    private static SyncException invalid(PublishedTable table, String why) {
        return new SyncException(
                SyncErrorCode.INVALID_PUBLICATION, "table " + table.schema() + "." + table.table() + " " + why);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
