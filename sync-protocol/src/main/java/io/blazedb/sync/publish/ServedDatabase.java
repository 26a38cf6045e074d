/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.EngineOptions;
import io.blazedb.calcite.ExecuteOptions;
import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.attachment.RowSource;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.Causes;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.Moment;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.LargeObject;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.session.PublisherSession;
import io.blazedb.sync.session.QueryText;
import io.blazedb.sync.session.RowsPage;
import io.blazedb.sync.session.Served;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one peer may query: a database of its own whose catalog holds the published tables and nothing else, and whose rows are a {@link
 * ProjectedRead} of the publisher's. So a query cannot name, reach or deduce what is not published, whatever it is.
 *
 * <p>Invariant: nothing is given out after the rules have changed, open queries included.
 *
 * <p>Threading: one thread at a time, {@link #cancel()} excepted.
 */
final class ServedDatabase implements PublisherSession.Owner, RowSource {
    private static final int PAGE_BYTES = 64 << 10;
    private static final int PAGE_ROWS_MAX = 1_024;
    private static final int PREPARED_MAX = 64;
    private static final long CACHE_BYTES = 1 << 20;

    /** Stored rows that are looked at to say roughly how many are seen. */
    private static final long ESTIMATED_BY_MAX = 10_000;

    private final Publisher publisher;
    private final Store store;
    private final Projection projection;
    private final long generation;
    private final ServedAudit audit;
    private final SqlEngine engine;
    private final SqlSession session;
    private final Map<Long, ExportedTable> tables = new HashMap<>();
    private final Map<Long, ProjectedRead.Entries> indexes = new HashMap<>();
    private final Map<String, PreparedQuery> prepared = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PreparedQuery> eldest) {
            return size() > PREPARED_MAX;
        }
    };

    private @Nullable ReadTransaction view;
    private long viewNumber;
    /** The statement that the engine works for now. */
    private ServedAudit.@Nullable Asked asked;

    /**
     * A served database.
     *
     * @param generation of the publisher's rules that the projection was made by
     * @param audit records what is given
     */
    ServedDatabase(Publisher publisher, Store store, Projection projection, long generation, ServedAudit audit) {
        this.publisher = publisher;
        this.store = store;
        this.projection = projection;
        this.generation = generation;
        this.audit = audit;
        Store catalog = Store.openInMemory(
                "served-" + UUID.randomUUID(), StoreOptions.defaults().withCacheBytes(CACHE_BYTES));
        try {
            define(catalog);
            engine = SqlEngine.openOver(catalog, this, new EngineOptions("served", "", null, Path.of("")));
        } catch (RuntimeException | Error e) {
            catalog.close();
            throw e;
        }
        session = engine.openSession(new SessionOptions(SessionOptions.owner().user(), IsolationLevel.SNAPSHOT, true));
    }

    private void define(Store catalog) {
        List<TableDefinition> wanted = new ArrayList<>();
        for (ExportedTable table : projection.tables()) {
            wanted.add(withIndexes(table.exported(), table.usableIndexes()));
        }
        try (WriteTransaction transaction = catalog.beginWrite(IsolationLevel.SNAPSHOT)) {
            List<TableDefinition> stored = new CatalogWriter(transaction).replaceNamespaceTables(0, wanted);
            transaction.commit();
            for (int i = 0; i < stored.size(); i++) {
                ExportedTable table = projection.tables().get(i);
                tables.put(stored.get(i).tree(), table);
                for (int j = 0; j < stored.get(i).indexes().size(); j++) {
                    IndexDefinition index = stored.get(i).indexes().get(j);
                    indexes.put(
                            index.tree(),
                            new ProjectedRead.Entries(
                                    table,
                                    wanted.get(i).indexes().get(j).tree(),
                                    TableLayout.index(stored.get(i), index)));
                }
            }
        }
    }

    private static TableDefinition withIndexes(TableDefinition table, List<IndexDefinition> indexes) {
        return new TableDefinition(
                table.tree(),
                0,
                table.schema(),
                table.name(),
                table.kind(),
                table.version(),
                table.columns(),
                table.primaryKey(),
                table.primaryKeyName(),
                indexes,
                List.of(),
                null,
                null);
    }

    @Override
    public Served served() {
        List<Long> rows = new ArrayList<>();
        for (ExportedTable table : projection.tables()) {
            rows.add(Math.round(estimate(table)));
        }
        return new Served(projection.schema(), rows);
    }

    @Override
    public PublisherSession.Answer query(QueryText text) {
        ServedAudit.Asked statement = audit.asked(text);
        return recorded(statement, () -> begin(text, statement));
    }

    @Override
    public Moment moment(long number) {
        ReadTransaction read = view(number);
        return new Moment(store.id(), read.sequence(), Causes.known(read));
    }

    private ReadTransaction view(long number) {
        ReadTransaction present = view;
        if (present == null || viewNumber != number) {
            closeView();
            present = store.beginRead();
            view = present;
            viewNumber = number;
        }
        return present;
    }

    private Rows begin(QueryText text, ServedAudit.Asked statement) {
        ReadTransaction unused = view(text.view());
        requireCurrent();
        PreparedQuery query = prepared.get(text.sql());
        if (query == null) {
            boolean command = BlazeParser.parseCommand(text.sql()) != null;
            query = session.prepare(text.sql());
            if (command || query.kind() != PreparedQuery.Kind.QUERY) {
                throw new BlazeSqlException(
                        SqlErrorCode.PERMISSION_DENIED, "a served database answers queries and nothing else");
            }
            prepared.put(text.sql(), query);
        }
        List<SqlType> types = query.columns().stream().map(ResultColumn::type).toList();
        for (int i = 0; i < Math.max(types.size(), text.resultTypes().size()); i++) {
            if (types.size() != text.resultTypes().size()
                    || types.get(i).name() != text.resultTypes().get(i).name()) {
                throw new BlazeSqlException(SqlErrorCode.INTERNAL_ERROR, "the types of a remote query differ");
            }
        }
        @Nullable Object[] values = text.parameterValues();
        List<@Nullable Object> external = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            external.add(Coercions.toExternal(values[i], text.parameterTypes().get(i)));
        }
        return new Rows(query.execute(external, ExecuteOptions.DEFAULT), text.resultTypes(), statement);
    }

    /** Does a part of a statement's work; if that fails, the refusal is recorded before it is told. */
    private <T> T recorded(ServedAudit.Asked statement, Supplier<T> work) {
        asked = statement;
        try {
            return work.get();
        } catch (BlazeSqlException e) {
            statement.refuses(e.sqlState());
            throw e;
        } catch (SyncException e) {
            statement.refuses(e.code().sqlState());
            throw e;
        } finally {
            asked = null;
        }
    }

    @Override
    public void cancel() {
        session.cancel();
    }

    @Override
    public void closeView() {
        ReadTransaction open = view;
        view = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        session.close();
        engine.close();
        closeView();
        audit.close();
    }

    /** The rows of the present view, for the engine. */
    @Override
    public ReadTransaction open() {
        ReadTransaction open = view;
        if (open == null) {
            throw new SyncException(SyncErrorCode.CLOSED, "view");
        }
        ServedAudit.Asked reader = asked;
        return new ProjectedRead(open, tables, indexes, reader == null ? table -> {} : reader::reads);
    }

    @Override
    public double estimatedRows(TableDefinition table) {
        ExportedTable exported = tables.get(table.tree());
        return exported == null ? 0 : estimate(exported);
    }

    /** Nothing of it depends on rows that are not seen. */
    private double estimate(ExportedTable table) {
        try (ReadTransaction read = store.beginRead()) {
            if (table.isWhole()) {
                return read.count(table.source().tree(), KeyRange.all());
            }
            return new ProjectedRead(read, Map.of(0L, table), Map.of(), seen -> {})
                    .count(0, KeyRange.all(), ESTIMATED_BY_MAX);
        }
    }

    private void requireCurrent() {
        if (publisher.currentGeneration() != generation) {
            throw new SyncException(SyncErrorCode.CLOSED, "the rules have changed");
        }
    }

    /** Rows of a query, page by page. */
    private final class Rows implements PublisherSession.Answer {
        private final SqlResult result;
        private final List<SqlType> types;
        private final RowCodec codec;
        private final ServedAudit.Asked statement;

        Rows(SqlResult result, List<SqlType> types, ServedAudit.Asked statement) {
            this.statement = statement;
            this.result = result;
            this.types = types;
            this.codec = QueryText.codec(types);
        }

        @Override
        public RowsPage next() {
            return recorded(statement, this::page);
        }

        private RowsPage page() {
            requireCurrent();
            RowCursor cursor = result.rows();
            List<byte[]> rows = new ArrayList<>();
            int bytes = 0;
            boolean last = cursor == null;
            while (cursor != null && !last && bytes < PAGE_BYTES && rows.size() < PAGE_ROWS_MAX) {
                if (!cursor.next()) {
                    last = true;
                    break;
                }
                @Nullable Object[] row = new @Nullable Object[types.size()];
                for (int i = 0; i < row.length; i++) {
                    Object value = cursor.value(i);
                    row[i] = value == null ? null : Coercions.toInternal(LargeObject.whole(value), types.get(i));
                }
                byte[] encoded = codec.encode(row);
                rows.add(encoded);
                bytes += encoded.length;
            }
            requireCurrent();
            statement.gives(rows.size(), last);
            requireCurrent();
            return new RowsPage(last, rows);
        }

        @Override
        public void close() {
            result.close();
        }
    }
}
