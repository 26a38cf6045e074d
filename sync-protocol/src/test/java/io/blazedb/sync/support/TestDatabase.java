/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.support;

import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.RowObserver;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.dml.WriteRules;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.sync.publish.OwnedRows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store with a catalog and tables, without SQL on top. */
public final class TestDatabase implements AutoCloseable {
    private static final StoreOptions OPTIONS = StoreOptions.defaults().withDurability(Durability.OFF);

    private final Store store;
    private final Catalog catalog = new Catalog();
    private final Counters counters;

    private TestDatabase(Store store) {
        this.store = store;
        this.counters = new Counters(store);
    }

    public static TestDatabase inMemory() {
        return new TestDatabase(Store.openInMemory("sync-test-" + UUID.randomUUID(), OPTIONS));
    }

    public static TestDatabase file(Path file) {
        return new TestDatabase(Store.open(file, KeySource.passphrase("secret".toCharArray()), OPTIONS));
    }

    public Store store() {
        return store;
    }

    public Catalog catalog() {
        return catalog;
    }

    /** Conditions of the form {@code column = 'text'} or {@code column <> 'text'}. */
    public static RowPredicate compile(TableDefinition table, String sql) {
        boolean equal = !sql.contains("<>");
        String[] sides = sql.split(equal ? "=" : "<>");
        int column = table.columnIndex(sides[0].strip());
        if (column < 0) {
            throw new IllegalArgumentException("no column for " + sql);
        }
        String wanted = sides[1].strip().replace("'", "");
        return new RowPredicate() {
            @Override
            public @Nullable Boolean evaluate(@Nullable Object[] row, ExpressionContext context) {
                Object value = row[column];
                return value == null ? null : value.toString().equals(wanted) == equal;
            }
        };
    }

    public <T> T read(java.util.function.Function<ReadTransaction, T> work) {
        try (ReadTransaction transaction = store.beginRead()) {
            return work.apply(transaction);
        }
    }

    /** Commits what the work does and returns the sequence. */
    public long write(Consumer<WriteTransaction> work) {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            work.accept(transaction);
            return transaction.commit();
        }
    }

    /** Creates a table; columns as "name TYPE", the first ones being the primary key; indexes on single columns. */
    public TableDefinition createTable(String name, int keyColumns, List<String> columns, List<String> indexed) {
        List<ColumnDefinition> definitions = new ArrayList<>();
        for (String column : columns) {
            String[] parts = column.split(" ");
            definitions.add(new ColumnDefinition(
                    definitions.size() + 1,
                    parts[0],
                    SqlType.of(SqlType.Name.valueOf(parts[1])),
                    definitions.size() >= keyColumns,
                    null,
                    ColumnDefinition.Identity.NONE,
                    null));
        }
        List<Integer> key = new ArrayList<>();
        for (int i = 0; i < keyColumns; i++) {
            key.add(i);
        }
        write(transaction -> {
            CatalogWriter writer = new CatalogWriter(transaction);
            List<IndexDefinition> indexes = new ArrayList<>();
            for (String column : indexed) {
                int position =
                        columns.stream().map(c -> c.split(" ")[0]).toList().indexOf(column);
                indexes.add(new IndexDefinition(
                        writer.allocateTree(),
                        name + "_" + column,
                        List.of(new IndexDefinition.Column(position, false)),
                        false,
                        false));
            }
            writer.putTable(new TableDefinition(
                    writer.allocateTree(),
                    0,
                    "public",
                    name,
                    TableDefinition.Kind.TABLE,
                    1,
                    definitions,
                    key,
                    null,
                    indexes,
                    List.of(),
                    null,
                    null));
        });
        return table(0, name);
    }

    public TableDefinition table(int namespace, String name) {
        return Objects.requireNonNull(
                read(transaction -> {
                            TableDefinition table = catalog.view(transaction).table(namespace, "public", name);
                            return table == null
                                    ? java.util.Optional.<TableDefinition>empty()
                                    : java.util.Optional.of(table);
                        })
                        .orElse(null),
                name);
    }

    public TableWriter writer(WriteTransaction transaction, TableDefinition table) {
        return writer(transaction, table, null);
    }

    /** A writer whose rows somebody stands beside. */
    public TableWriter writer(WriteTransaction transaction, TableDefinition table, @Nullable RowObserver observer) {
        return new TableWriter(
                transaction,
                new WriteRules(table, TableLayout.of(table), List.of()),
                counters,
                new NoContext(),
                observer,
                null);
    }

    /** The owner's rows for those who may write them. */
    public OwnedRows owned() {
        return new OwnedRows() {
            @Override
            public <T> T commit(java.util.function.Function<Transaction, T> work) {
                while (true) {
                    try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                        T result = work.apply(new Owned(transaction));
                        transaction.commit();
                        return result;
                    } catch (StoreException e) {
                        if (e.code() != StoreErrorCode.WRITE_CONFLICT) {
                            throw e;
                        }
                    }
                }
            }
        };
    }

    private final class Owned implements OwnedRows.Transaction {
        private final WriteTransaction transaction;

        Owned(WriteTransaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public WriteTransaction store() {
            return transaction;
        }

        @Override
        public CatalogView catalog() {
            return catalog.view(transaction);
        }

        @Override
        public TableWriter writer(TableDefinition table) {
            return TestDatabase.this.writer(transaction, table);
        }

        @Override
        public @Nullable Object defaultValue(TableDefinition table, int column) {
            return null;
        }

        @Override
        public void undoable(Runnable work) {
            long mark = transaction.savepoint();
            try {
                work.run();
            } catch (RuntimeException e) {
                transaction.rollbackTo(mark);
                throw e;
            }
        }
    }

    public void insert(String table, @Nullable Object... row) {
        TableDefinition definition = table(0, table);
        write(transaction -> writer(transaction, definition).insert(row));
    }

    public void update(String table, @Nullable Object[] oldRow, @Nullable Object[] newRow) {
        TableDefinition definition = table(0, table);
        byte[] key = TableLayout.primaryKey(definition).encode(oldRow);
        write(transaction -> writer(transaction, definition).update(key, oldRow, newRow));
    }

    public void delete(String table, @Nullable Object... row) {
        TableDefinition definition = table(0, table);
        byte[] key = TableLayout.primaryKey(definition).encode(row);
        write(transaction -> writer(transaction, definition).delete(key, row));
    }

    /** Rows of a table in key order, as lists; empty if there is no such table. */
    public List<List<@Nullable Object>> rows(int namespace, String name) {
        return read(transaction -> {
            TableDefinition table = catalog.view(transaction).table(namespace, "public", name);
            List<List<@Nullable Object>> rows = new ArrayList<>();
            if (table != null) {
                try (Cursor cursor = transaction.scan(table.tree(), KeyRange.all())) {
                    while (cursor.next()) {
                        rows.add(Arrays.asList(TableLayout.rows(table).decode(cursor.value())));
                    }
                }
            }
            return rows;
        });
    }

    public void publish(String publication, String table, List<String> columns, @Nullable String where) {
        publish(new PublicationDefinition(
                publication, 1, List.of(new PublicationDefinition.PublishedTable("public", table, columns, where))));
    }

    public void publish(PublicationDefinition publication) {
        write(transaction -> new CatalogWriter(transaction).putPublication(publication));
    }

    /** Lets everybody write a publication. */
    public void grantWrite(String publication) {
        write(transaction -> new CatalogWriter(transaction)
                .putGrant(new GrantDefinition(
                        publication, GrantDefinition.Privilege.WRITE, GrantDefinition.GranteeKind.PUBLIC, "")));
    }

    public void grant(String publication, GrantDefinition.GranteeKind kind, String grantee) {
        write(transaction -> new CatalogWriter(transaction).putGrant(definition(publication, kind, grantee)));
    }

    public void revoke(String publication, GrantDefinition.GranteeKind kind, String grantee) {
        write(transaction -> new CatalogWriter(transaction).dropGrant(definition(publication, kind, grantee)));
    }

    private static GrantDefinition definition(String publication, GrantDefinition.GranteeKind kind, String grantee) {
        return new GrantDefinition(publication, GrantDefinition.Privilege.SUBSCRIBE, kind, grantee);
    }

    @Override
    public void close() {
        store.close();
    }

    /** Nothing is known beside the row. */
    private record NoContext() implements ExpressionContext {
        @Override
        public @Nullable Object parameter(int index) {
            return null;
        }

        @Override
        public Instant statementTime() {
            return Instant.EPOCH;
        }

        @Override
        public String user() {
            return "owner";
        }

        @Override
        public String app() {
            return "test";
        }

        @Override
        public String currentDatabase() {
            return "main";
        }

        @Override
        public String currentSchema() {
            return "public";
        }
    }
}
