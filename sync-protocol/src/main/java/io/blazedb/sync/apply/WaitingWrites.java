/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.apply;

import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.storage.Cursor;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.subscription.WriteTerms;
import io.blazedb.sync.wire.WireReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the owner of one replica, in one transaction that changes the replica: keeps the rows as {@link Overlay} says.
 *
 * <p>One thread at a time.
 */
final class WaitingWrites {
    private final WriteTransaction transaction;
    private final Catalog catalog;
    private final int namespace;
    private final BiFunction<WriteTransaction, TableDefinition, TableWriter> writers;
    private @Nullable Map<Long, TableWriter> open;

    WaitingWrites(
            WriteTransaction transaction,
            Catalog catalog,
            int namespace,
            BiFunction<WriteTransaction, TableDefinition, TableWriter> writers) {
        this.transaction = transaction;
        this.catalog = catalog;
        this.namespace = namespace;
        this.writers = writers;
    }

    /** The replica has come to a position: what was accepted up to it is in its rows. */
    void reached(SyncPosition position) {
        settleAccepted(intent ->
                position.incarnation().equals(intent.incarnation()) && intent.position() <= position.position());
    }

    /** The replica is a new snapshot: it has what was accepted before, and what waits is shown on it again. */
    void began(SyncPosition position) {
        settleAccepted(intent ->
                !position.incarnation().equals(intent.incarnation()) || intent.position() <= position.position());
        if (QueueState.load(transaction, namespace) != null) {
            numberRows();
        }
        for (long draft : waiting()) {
            new Overlay(transaction, namespace).lay(draft, writers());
        }
    }

    /** Rows that get no key here are numbered far away from the owner's. */
    void numberRows() {
        for (TableWriter writer : writers().values()) {
            TableDefinition table = writer.table();
            if (table.primaryKey().isEmpty() && Counters.stored(transaction, table.tree(), Counters.ROW_ID) == null) {
                long unused =
                        Counters.advance(transaction, table.tree(), Counters.ROW_ID, IntentJournal.PROVISIONAL_ROW_ID);
            }
        }
    }

    /** A snapshot is about to become the rows: whatever is shown now will be compared with it. */
    void begins() {
        QueueKeys.drop(transaction, SyncTrees.OVERLAYS, ReplicaState.chunkPrefix(namespace));
    }

    /** The rows are gone: nothing that was accepted will be seen. */
    void purged() {
        begins();
        settleAccepted(intent -> true);
    }

    /** Removes an intent. */
    void settle(long number, QueuedIntent intent) {
        new Overlay(transaction, namespace).settle(intent.draft(), writers());
        transaction.delete(SyncTrees.INTENTS, QueueKeys.intent(namespace, number));
    }

    /** A table whose columns may be NULL as long as the owner has not given them values. */
    TableDefinition asWritten(TableDefinition exported) {
        QueueState queue = QueueState.load(transaction, namespace);
        WriteTerms terms = queue == null ? null : queue.terms();
        WriteTerms.Table written = terms == null ? null : terms.table(exported.schema(), exported.name());
        if (written == null) {
            return exported;
        }
        List<ColumnDefinition> columns = new ArrayList<>();
        for (int i = 0; i < exported.columns().size(); i++) {
            ColumnDefinition column = exported.columns().get(i);
            WriteTerms.Column term = written.column(column.name());
            boolean later = term != null
                    && term.value() != WriteTerms.Value.NONE
                    && !exported.primaryKey().contains(i);
            columns.add(
                    later
                            ? new ColumnDefinition(
                                    column.id(),
                                    column.name(),
                                    column.type(),
                                    true,
                                    column.defaultSql(),
                                    column.identity(),
                                    column.comment())
                            : column);
        }
        return new TableDefinition(
                exported.tree(),
                exported.namespace(),
                exported.schema(),
                exported.name(),
                exported.kind(),
                exported.version(),
                List.copyOf(columns),
                exported.primaryKey(),
                exported.primaryKeyName(),
                exported.indexes(),
                exported.checks(),
                exported.viewSql(),
                exported.comment());
    }

    /** Takes new terms over into the definitions of tables. */
    void retable() {
        CatalogView view = catalog.view(transaction);
        for (String schema : view.schemas(namespace)) {
            for (TableDefinition table : view.tables(namespace, schema)) {
                TableDefinition changed = asWritten(table);
                if (!changed.columns().equals(table.columns())) {
                    new CatalogWriter(transaction).putTable(changed);
                    open = null;
                }
            }
        }
    }

    /** Drafts that wait, in their order: those with a number come first. */
    private List<Long> waiting() {
        List<Long> drafts = new ArrayList<>();
        try (Cursor cursor = transaction.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.intents(namespace)))) {
            while (cursor.next()) {
                drafts.add(QueuedIntent.decode(cursor.value().toByteArray()).draft());
            }
        }
        try (Cursor cursor = transaction.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.drafts(namespace)))) {
            while (cursor.next()) {
                byte[] key = cursor.key().toByteArray();
                drafts.add(new WireReader(key, key.length - 8, 8).u64());
            }
        }
        return drafts;
    }

    private interface Test {
        boolean isVisible(QueuedIntent intent);
    }

    /** Removes accepted intents; they come before those that are not decided, in the order of their positions. */
    private void settleAccepted(Test test) {
        Map<Long, QueuedIntent> visible = new LinkedHashMap<>();
        try (Cursor cursor = transaction.scan(SyncTrees.INTENTS, KeyRange.prefix(QueueKeys.intents(namespace)))) {
            while (cursor.next()) {
                QueuedIntent intent = QueuedIntent.decode(cursor.value().toByteArray());
                if (!intent.isAccepted() || !test.isVisible(intent)) {
                    break;
                }
                byte[] key = cursor.key().toByteArray();
                visible.put(new WireReader(key, key.length - 8, 8).u64(), intent);
            }
        }
        visible.forEach(this::settle);
    }

    Map<Long, TableWriter> writers() {
        Map<Long, TableWriter> known = open;
        if (known == null) {
            known = new LinkedHashMap<>();
            CatalogView view = catalog.view(transaction);
            for (String schema : view.schemas(namespace)) {
                for (TableDefinition table : view.tables(namespace, schema)) {
                    known.put(table.tree(), writers.apply(transaction, table));
                }
            }
            open = known;
        }
        return known;
    }
}
