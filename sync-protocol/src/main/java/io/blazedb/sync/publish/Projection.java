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
import java.util.Arrays;
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
    private final Map<Long, List<ExportedTable>> byTree = new HashMap<>();
    private final ChannelSchema schema;
    private final byte[] policyDigest;

    /** A table of a publication. */
    private record Source(String publication, PublishedTable table) {}

    private Projection(List<ExportedTable> tables, byte[] policyDigest) {
        this.tables = List.copyOf(tables);
        this.policyDigest = policyDigest;
        this.schema =
                new ChannelSchema(tables.stream().map(ExportedTable::exported).toList());
        for (ExportedTable table : tables) {
            byTree.computeIfAbsent(table.source().tree(), tree -> new ArrayList<>())
                    .add(table);
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
        Map<String, List<Source>> byTable = new TreeMap<>();
        for (PublicationDefinition publication : publications) {
            for (PublishedTable published : publication.tables()) {
                byTable.computeIfAbsent(published.schema() + '\0' + published.table(), key -> new ArrayList<>())
                        .add(new Source(publication.name(), published));
            }
        }
        List<ExportedTable> tables = new ArrayList<>();
        WireWriter policy = new WireWriter(1_024).text("blazedb/1 policy");
        for (List<Source> parts : byTable.values()) {
            List<PublishedSource> sources = new ArrayList<>();
            for (Source part : parts) {
                sources.add(PublishedSource.of(catalog, part.table(), conditions));
            }
            List<String> names = parts.stream().map(Source::publication).toList();
            tables.add(export(tables.size(), names, sources, ownConditions, conditions, context, policy));
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
            for (ExportedTable table : byTree.getOrDefault(change.tree(), List.of())) {
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
            List<String> publications,
            List<PublishedSource> published,
            Map<String, String> ownConditions,
            ConditionCompiler conditions,
            ExpressionContext context,
            WireWriter policy) {
        PublishedSource first = published.get(0);
        TableDefinition relation = first.relation();
        TableDefinition source = first.stored();
        int[] exportedPlace = new int[source.columns().size()];
        Arrays.fill(exportedPlace, -1);
        List<Integer> sourceColumns = new ArrayList<>();
        List<ColumnDefinition> columns = new ArrayList<>();
        policy.u64(source.tree());
        for (int i = 0; i < relation.columns().size(); i++) {
            ColumnDefinition column = relation.columns().get(i);
            int place = first.storedPlace(i);
            if (published.stream().noneMatch(part -> part.publishes(column.name()))) {
                continue;
            }
            if (place < 0) {
                throw first.invalid("has a column that is computed");
            }
            ColumnDefinition stored = source.columns().get(place);
            boolean byAll = published.stream().allMatch(part -> part.publishes(column.name()));
            if (source.primaryKey().contains(place) && !byAll) {
                throw first.invalid("is published without its primary key column " + column.name());
            }
            exportedPlace[place] = columns.size();
            sourceColumns.add(place);
            policy.varint(stored.id());
            columns.add(new ColumnDefinition(
                    columns.size() + 1,
                    column.name(),
                    stored.type(),
                    stored.nullable() || !byAll,
                    null,
                    ColumnDefinition.Identity.NONE,
                    null));
        }
        for (int key : source.primaryKey()) {
            if (exportedPlace[key] < 0) {
                throw first.invalid("is published without its primary key"
                        + (first.isView()
                                ? ""
                                : " column " + source.columns().get(key).name()));
            }
        }
        TableDefinition exported = new TableDefinition(
                0,
                0,
                relation.schema(),
                relation.name(),
                TableDefinition.Kind.TABLE,
                1,
                List.copyOf(columns),
                source.primaryKey().stream()
                        .map(column -> exportedPlace[column])
                        .toList(),
                null,
                indexes(source, exportedPlace, first.isView() ? relation.name() : null),
                List.of(),
                null,
                null);
        List<ExportedTable.Part> parts = new ArrayList<>();
        for (PublishedSource part : published) {
            boolean[] shown = new boolean[columns.size()];
            for (int i = 0; i < shown.length; i++) {
                shown[i] = part.publishes(columns.get(i).name());
                policy.u8(shown[i] ? 1 : 0);
            }
            policy.text(part.text());
            parts.add(new ExportedTable.Part(
                    publications.get(parts.size()), shown, part.rows(conditions), part.decidingColumns()));
        }
        String own = ownCondition(ownConditions, relation.name());
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

    /** @param view the view's name, which then takes the place of the names of indexes, or null */
    private static List<IndexDefinition> indexes(TableDefinition source, int[] exportedPlace, @Nullable String view) {
        List<IndexDefinition> indexes = new ArrayList<>();
        for (IndexDefinition index : source.indexes()) {
            if (index.isPlain() && index.columns().stream().allMatch(column -> exportedPlace[column.column()] >= 0)) {
                List<IndexDefinition.Column> columns = index.columns().stream()
                        .map(column -> new IndexDefinition.Column(exportedPlace[column.column()], column.descending()))
                        .toList();
                String name = view == null ? index.name() : view + "_index_" + (indexes.size() + 1);
                indexes.add(new IndexDefinition(0, name, columns, false, false));
            }
        }
        return indexes;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
