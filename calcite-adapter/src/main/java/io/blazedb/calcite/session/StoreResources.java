/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.attachment.RowSource;
import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.Causes;
import io.blazedb.calcite.catalog.Moment;
import io.blazedb.calcite.dml.Counters;
import io.blazedb.calcite.dml.Sequences;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import org.jspecify.annotations.Nullable;

/** What is kept for one open store as long as it is open. */
public final class StoreResources {
    private final Store store;
    private final Catalog catalog;
    private final Counters counters;
    private final Sequences sequences;
    private final WriteRulesCache rules;
    private final boolean temporary;
    private final @Nullable RowSource rows;
    private final RowLocks rowLocks;
    private final SeenDatabases seen;
    private volatile @Nullable Moment whole;
    private volatile @Nullable Moment own;

    private StoreResources(
            Store store,
            Catalog catalog,
            Counters counters,
            Sequences sequences,
            WriteRulesCache rules,
            boolean temporary,
            @Nullable RowSource rows,
            RowLocks rowLocks,
            SeenDatabases seen) {
        this.store = store;
        this.catalog = catalog;
        this.counters = counters;
        this.sequences = sequences;
        this.rules = rules;
        this.temporary = temporary;
        this.rows = rows;
        this.rowLocks = rowLocks;
        this.seen = seen;
    }

    public static StoreResources of(Store store) {
        return of(store, null);
    }

    /**
     * As {@link #of(Store)}.
     *
     * @param rows where the rows of its tables are; null for the store itself
     */
    public static StoreResources of(Store store, @Nullable RowSource rows) {
        return new StoreResources(
                store,
                new Catalog(),
                new Counters(store),
                new Sequences(store),
                new WriteRulesCache(),
                false,
                rows,
                new RowLocks(store.busyTimeoutMillis()),
                new SeenDatabases(store));
    }

    /** Of the temporary tables of a session. */
    static StoreResources temporary(Store store) {
        return new StoreResources(
                store,
                new Catalog(),
                new Counters(store),
                new Sequences(store),
                new WriteRulesCache(),
                true,
                null,
                new RowLocks(store.busyTimeoutMillis()),
                new SeenDatabases(store));
    }

    /** The same file through another handle. */
    public StoreResources through(Store handle) {
        return handle == store
                ? this
                : new StoreResources(handle, catalog, counters, sequences, rules, temporary, rows, rowLocks, seen);
    }

    /** Whether it belongs to one session and ends with it: its commits need not be one with those of other stores. */
    public boolean isTemporary() {
        return temporary;
    }

    /** Rows that transactions of this process have locked. */
    public RowLocks rowLocks() {
        return rowLocks;
    }

    /** What a view shows, and what all of it was made in knowledge of. */
    Moment moment(ReadTransaction view) {
        Moment last = whole;
        if (last == null || last.sequence() != view.sequence()) {
            last = new Moment(store.id(), view.sequence(), Causes.known(view));
            whole = last;
        }
        return last;
    }

    /** The same of what is no replica. */
    Moment ownMoment(ReadTransaction view) {
        Moment last = own;
        if (last == null || last.sequence() != view.sequence()) {
            last = new Moment(store.id(), view.sequence(), Causes.known(view, 0));
            own = last;
        }
        return last;
    }

    /** What was read elsewhere by those who write here. */
    SeenDatabases seen() {
        return seen;
    }

    public Store store() {
        return store;
    }

    /** Where the rows of its tables are, if not in the store. */
    public @Nullable RowSource rows() {
        return rows;
    }

    /** The catalog's cache. */
    public Catalog catalog() {
        return catalog;
    }

    /** Identity values. */
    public Counters counters() {
        return counters;
    }

    /** Values of sequences. */
    public Sequences sequences() {
        return sequences;
    }

    /** How its tables are written. */
    public WriteRulesCache rules() {
        return rules;
    }
}
