/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.attachment.AttachedWrites;
import io.blazedb.calcite.attachment.RemoteDatabase;
import io.blazedb.calcite.attachment.RowSource;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.Causes;
import io.blazedb.calcite.catalog.Moment;
import io.blazedb.calcite.dml.ForeignKeys;
import io.blazedb.calcite.dml.RowObserver;
import io.blazedb.calcite.dml.TableWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.RemoteQuery;
import io.blazedb.calcite.exec.operator.RemoteView;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One transaction over all the stores it touches, with one view of each: of a single statement, or from BEGIN to COMMIT.
 *
 * <p>Views are taken together by {@link #open}: no commit over several files is seen in one of them and missed in another. A store that
 * joins later is seen as of then.
 *
 * <p>One thread at a time.
 */
public final class StatementScope implements AutoCloseable {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The view of one store. */
    private static final class Part {
        private final StoreResources resources;
        private final ReadTransaction transaction;
        /** Rows that are not in the store. */
        private @Nullable ReadTransaction rows;

        private @Nullable CatalogView catalog;
        private @Nullable ForeignKeys foreignKeys;
        private @Nullable Map<Long, TableWriter> writers;
        /** The state of temporary tables when they joined: older marks mean that one. */
        private final long beginning;

        Part(StoreResources resources, ReadTransaction transaction) {
            this.resources = resources;
            this.transaction = transaction;
            this.beginning =
                    resources.isTemporary() && transaction instanceof WriteTransaction writer ? writer.savepoint() : 0;
        }

        @Nullable
        WriteTransaction writer() {
            return transaction instanceof WriteTransaction writer ? writer : null;
        }
    }

    /**
     * A state to return to.
     *
     * @param first the first store; null if none is written
     * @param firstSavepoint of its transaction
     * @param others savepoints of the transactions of further stores; null without any
     */
    public record Mark(
            @Nullable Store first,
            long firstSavepoint,
            @Nullable IdentityHashMap<Store, Long> others) {
        private @Nullable Long savepoint(Store store) {
            if (store == first) {
                return firstSavepoint;
            }
            return others == null ? null : others.get(store);
        }
    }

    private final StoreResources main;
    private final DistributedCommit distributed;
    private final boolean writable;
    private final IsolationLevel isolation;
    private final Runnable check;
    /** One for each store, in the order in which they joined: hardly ever more than one. */
    private final List<Part> parts = new ArrayList<>(1);

    private final IdentityHashMap<RemoteDatabase, RemoteView> remotes = new IdentityHashMap<>(0);

    /** What notes the writing of rows that others decide about. */
    private final IdentityHashMap<AttachedWrites, RowObserver> journals = new IdentityHashMap<>(0);

    private final boolean around;
    /** What is to be done once the transaction has committed. */
    private final List<Runnable> afterwards = new ArrayList<>(0);

    /** Databases that statements have named, by alias. */
    private final Map<String, Database> named = new LinkedHashMap<>(4);

    private boolean latest;
    private @Nullable ConstraintModes constraints;
    private boolean ended;

    /**
     * A scope that has no views yet.
     *
     * @param writable whether it may write
     */
    public StatementScope(
            StoreResources main, DistributedCommit distributed, boolean writable, IsolationLevel isolation) {
        this(main, distributed, writable, isolation, () -> {});
    }

    /** The same, whose long work on what it writes ends by what the check throws. */
    public StatementScope(
            StoreResources main,
            DistributedCommit distributed,
            boolean writable,
            IsolationLevel isolation,
            Runnable check) {
        this.check = check;
        this.main = main;
        this.distributed = distributed;
        this.writable = writable;
        this.isolation = isolation;
        this.around = false;
    }

    private StatementScope(StoreResources main, DistributedCommit distributed) {
        this.main = main;
        this.distributed = distributed;
        this.writable = false;
        this.isolation = IsolationLevel.SNAPSHOT;
        this.around = true;
        this.check = () -> {};
    }

    /** A scope around a transaction of main that its caller commits and closes. */
    public static StatementScope around(
            StoreResources main, DistributedCommit distributed, WriteTransaction transaction) {
        StatementScope scope = new StatementScope(main, distributed);
        scope.parts.add(new Part(main, transaction));
        return scope;
    }

    /** Takes a view of main, if there is none yet. */
    public void openMain() {
        part(main);
    }

    /** Whether several databases are read as they are instead of at one causal point. */
    public void setLatest(boolean on) {
        latest = on;
    }

    /**
     * Takes views of the stores of databases that a statement reads, together, as far as there are none yet. Unless the newest states are
     * wanted, no view shows what was made in knowledge of something that the view of another one lacks.
     *
     * @throws BlazeSqlException 55P03 if a replica does not hear of such a thing in time, 40001 if the transaction's views are too old
     */
    public void open(Collection<Database> databases) {
        boolean begins = parts.isEmpty();
        openStores(stores(databases));
        databases.forEach(database -> named.put(database.alias(), database));
        if (!latest && areSeveral(named.values())) {
            CausalPoint.Behind behind =
                    waitForCauses(named.values(), begins, main.store().busyTimeoutMillis() * NANOS_PER_MILLI);
            if (behind != null) {
                throw behind(behind, begins);
            }
        }
    }

    /** Takes views of all databases, of which it is not known yet which are read. */
    public void begin(Collection<Database> databases) {
        openStores(stores(databases));
        List<Database> present =
                databases.stream().filter(database -> database.remote() == null).toList();
        if (!latest && areSeveral(present)) {
            CausalPoint.Behind unused = waitForCauses(present, true, Limits.CAUSAL_BEGIN_NANOS);
        }
    }

    private static Set<StoreResources> stores(Collection<Database> databases) {
        Set<StoreResources> stores = new LinkedHashSet<>();
        databases.forEach(database -> stores.add(database.resources()));
        return stores;
    }

    /** Whether there are databases that can be seen at different times. A replica cannot be older than what its own store has of it. */
    private static boolean areSeveral(Collection<Database> databases) {
        if (databases.size() < 2) {
            return false;
        }
        int attached = 0;
        int elsewhere = 0;
        for (Database database : databases) {
            attached += database.attachment() == null ? 0 : 1;
            elsewhere += database.attachment() != null && database.namespace() == 0 ? 1 : 0;
        }
        return attached > 1 || elsewhere > 0;
    }

    /** Takes views anew until each shows what the others depend on; the one that does not in the end, or null. */
    private CausalPoint.@Nullable Behind waitForCauses(Collection<Database> databases, boolean begins, long nanosMax) {
        CausalPoint.Behind behind = behind(databases);
        if (behind == null || (!begins && isolation != IsolationLevel.READ_COMMITTED)) {
            return behind;
        }
        long beganNanos = System.nanoTime();
        long pauseNanos = Limits.CAUSAL_PAUSE_NANOS;
        while (behind != null && System.nanoTime() - beganNanos < nanosMax) {
            check.run();
            behind.want(main.store());
            List<StoreResources> stores =
                    parts.stream().map(part -> part.resources).toList();
            if (begins) {
                releaseParts();
            }
            LockSupport.parkNanos(behind.isOfReplica() ? pauseNanos : 0);
            pauseNanos = Math.min(pauseNanos * 2, Limits.CAUSAL_PAUSE_NANOS_MAX);
            if (begins) {
                openStores(stores);
            } else {
                refresh();
            }
            behind = behind(databases);
        }
        return behind;
    }

    private CausalPoint.@Nullable Behind behind(Collection<Database> databases) {
        CausalPoint point = new CausalPoint();
        boolean several = databases.stream()
                        .filter(database -> database.attachment() != null)
                        .count()
                > 1;
        for (Database database : databases) {
            RemoteView remote = database.remote() == null || !several ? null : remote(database);
            if (remote != null) {
                point.add(database, remote.moment());
            } else if (database.remote() == null && !database.isTemporary()) {
                point.add(database, part(database.resources()).transaction);
            }
        }
        return point.behind();
    }

    private static BlazeSqlException behind(CausalPoint.Behind behind, boolean waited) {
        String what = "what is seen of \"" + behind.database().alias() + "\" is older than what \"" + behind.by()
                + "\" depends on";
        return waited
                ? new BlazeSqlException(
                        SqlErrorCode.LOCK_NOT_AVAILABLE,
                        what
                                + ", and nothing newer arrived in time; SET TRANSACTION READ LATEST reads both as they are")
                : new BlazeSqlException(SqlErrorCode.SERIALIZATION_FAILURE, what + "; run the transaction again");
    }

    /** Takes views of the stores, together, as far as there are none yet. */
    private void openStores(Collection<StoreResources> stores) {
        boolean several = false;
        for (StoreResources store : stores) {
            several |= isOther(store);
        }
        if (!several || !parts.isEmpty()) {
            for (StoreResources store : stores) {
                part(store);
            }
            return;
        }
        for (int i = 0; i < Limits.SNAPSHOT_TRIES; i++) {
            if (openTogether(stores)) {
                return;
            }
            releaseParts();
        }
        throw severalAtATime();
    }

    private static BlazeSqlException severalAtATime() {
        return new BlazeSqlException(
                SqlErrorCode.SERIALIZATION_FAILURE,
                "transactions over several databases are not visible in all of them yet; try again");
    }

    private boolean openTogether(Collection<StoreResources> stores) {
        return isOneCut(stores, () -> {
            part(main);
            stores.forEach(this::part);
        });
    }

    /** Whether views that an action takes show each transaction over several files in all of them or in none. */
    private boolean isOneCut(Collection<StoreResources> resources, Runnable action) {
        List<Store> stores = new ArrayList<>();
        stores.add(main.store());
        for (StoreResources store : resources) {
            if (isOther(store)) {
                stores.add(store.store());
            }
        }
        List<ReadTransaction> before = distributed.beginCut(stores);
        try {
            action.run();
            return distributed.isOneCut(stores, before);
        } finally {
            before.forEach(ReadTransaction::close);
        }
    }

    /** Whether a store takes part in commits over several files. */
    private boolean isOther(StoreResources store) {
        return store.store() != main.store() && !store.isTemporary();
    }

    /**
     * The view of a database.
     *
     * @throws BlazeSqlException 0A000 if its rows stay with its owner, see {@link #remote}
     */
    public ReadTransaction read(Database database) {
        if (database.remote() != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "database \"" + database.alias()
                            + "\" is served by its owner, and this needs its rows here: a replica (GRANT SUBSCRIBE) has them");
        }
        Part part = part(database.resources());
        RowSource source = database.resources().rows();
        if (source == null) {
            return part.transaction;
        }
        ReadTransaction rows = part.rows;
        if (rows == null) {
            rows = source.open();
            part.rows = rows;
        }
        return rows;
    }

    /** The view of the store that holds a database's catalog, and mostly its rows too. */
    public ReadTransaction definitions(Database database) {
        return part(database.resources()).transaction;
    }

    /** The view of a served database; every statement of this scope sees the same state of it. */
    public RemoteView remote(Database database) {
        RemoteDatabase owner = database.remote();
        if (owner == null || ended) {
            throw new BlazeSqlException(SqlErrorCode.CLOSED, "the transaction has ended");
        }
        return remotes.computeIfAbsent(owner, served -> new CheckedView(database, served.open()));
    }

    /** A view of a served database that is looked at when its owner has told what it shows, before any row of it is used. */
    private final class CheckedView implements RemoteView {
        private final Database database;
        private final RemoteView view;
        private boolean checked;

        CheckedView(Database database, RemoteView view) {
            this.database = database;
            this.view = view;
        }

        @Override
        public Rows query(RemoteQuery query) {
            Rows rows = view.query(query);
            if (!checked) {
                try {
                    check(view.moment());
                } catch (RuntimeException | Error failure) {
                    rows.close();
                    throw failure;
                }
            }
            return rows;
        }

        @Override
        public @Nullable Moment moment() {
            Moment moment = view.moment();
            see(moment);
            return moment;
        }

        private void check(@Nullable Moment moment) {
            checked = true;
            see(moment);
            CausalPoint point = new CausalPoint();
            point.add(database, moment);
            for (Database other : latest ? List.<Database>of() : named.values()) {
                if (other.remote() == null && !other.isTemporary()) {
                    point.add(other, part(other.resources()).transaction);
                }
            }
            CausalPoint.Behind behind = point.behind();
            if (behind != null) {
                throw behind(behind, false);
            }
        }

        @Override
        public void close() {
            view.close();
        }
    }

    private void see(@Nullable Moment moment) {
        if (moment != null) {
            main.seen().saw(moment);
        }
    }

    /** The transaction that writes a database. */
    public WriteTransaction write(Database database) {
        WriteTransaction writer = part(database.resources()).writer();
        if (writer == null) {
            throw new BlazeSqlException(SqlErrorCode.READ_ONLY_TRANSACTION, "cannot write in a read-only transaction");
        }
        return writer;
    }

    /** The catalog of a database's store in this scope's view. */
    public CatalogView catalog(Database database) {
        Part part = part(database.resources());
        CatalogView catalog = part.catalog;
        if (catalog == null) {
            catalog = isAsCommitted(part)
                    ? part.resources.catalog().committedView(part.transaction)
                    : part.resources.catalog().view(part.transaction);
            part.catalog = catalog;
        }
        return catalog;
    }

    /** Whether a view shows what was committed and nothing else; what a serializable transaction looks at must be read there. */
    private boolean isAsCommitted(Part part) {
        WriteTransaction writer = part.writer();
        return writer == null || (isolation != IsolationLevel.SERIALIZABLE && !writer.hasChanges());
    }

    /** Forgets what is known of the catalogs, after one of them was changed here. */
    public void catalogChanged() {
        for (Part part : parts) {
            part.catalog = null;
            part.writers = null;
        }
    }

    /** A writer kept from an earlier statement of this scope, or null. */
    public @Nullable TableWriter writer(Database database, long tree) {
        Map<Long, TableWriter> writers = part(database.resources()).writers;
        return writers == null ? null : writers.get(tree);
    }

    /** Keeps a writer. */
    public void keepWriter(Database database, TableWriter writer) {
        Part part = part(database.resources());
        Map<Long, TableWriter> writers = part.writers;
        if (writers == null) {
            writers = new HashMap<>(4);
            part.writers = writers;
        }
        writers.put(writer.table().tree(), writer);
    }

    /** What notes the rows that this scope's transaction writes into an attached database for its owner. */
    public RowObserver journal(Database database, AttachedWrites writes) {
        RowObserver journal = journals.get(writes);
        if (journal == null) {
            journal = writes.journal(write(database));
            journals.put(writes, journal);
        }
        return journal;
    }

    /** The foreign keys of a database, made on first use. */
    public ForeignKeys foreignKeys(Database database, ForeignKeys.Tables tables) {
        Part part = part(database.resources());
        ForeignKeys known = part.foreignKeys;
        if (known == null) {
            known = new ForeignKeys(write(database), tables, around ? null : modes()::isDeferred, check);
            part.foreignKeys = known;
        }
        return known;
    }

    /** Does what foreign keys demand after a statement that wrote. */
    public void endStatement() {
        forEachForeignKeys(ForeignKeys::endStatement);
    }

    /** Checks what is deferred, as a commit does. */
    public void checkDeferred() {
        forEachForeignKeys(keys -> keys.checkDeferred(true));
    }

    /** SET CONSTRAINTS: no names stand for all. */
    public void setConstraints(List<String> names, boolean deferred) {
        if (!around) {
            modes().set(names, deferred);
        }
        forEachForeignKeys(keys -> keys.checkDeferred(false));
    }

    private ConstraintModes modes() {
        ConstraintModes modes = constraints;
        if (modes == null) {
            modes = new ConstraintModes();
            constraints = modes;
        }
        return modes;
    }

    private void forEachForeignKeys(Consumer<ForeignKeys> action) {
        // What an action reads may make another store join.
        for (int i = 0; i < parts.size(); i++) {
            ForeignKeys keys = parts.get(i).foreignKeys;
            if (keys != null) {
                action.accept(keys);
            }
        }
    }

    /** Moves every view to the newest commits, together; READ_COMMITTED only. */
    public void refresh() {
        List<StoreResources> stores = new ArrayList<>(parts.size());
        boolean several = false;
        for (Part part : parts) {
            stores.add(part.resources);
            several |= isOther(part.resources);
        }
        if (!several) {
            refreshParts();
            return;
        }
        for (int i = 0; i < Limits.SNAPSHOT_TRIES; i++) {
            if (isOneCut(stores, this::refreshParts)) {
                return;
            }
        }
        throw severalAtATime();
    }

    private void refreshParts() {
        for (Part part : parts) {
            WriteTransaction writer = part.writer();
            if (writer != null) {
                CatalogView before = part.catalog;
                boolean changed = writer.hasChanges();
                writer.refreshSnapshot();
                part.catalog = null;
                CatalogView after = part.resources.catalog().view(writer);
                if (changed && before != null && before.version() != after.version()) {
                    throw new BlazeSqlException(
                            SqlErrorCode.SERIALIZATION_FAILURE,
                            "could not serialize access: a table's definition changed during the transaction");
                }
                if (before == null || before.version() != after.version()) {
                    // They were made for what the catalog said before.
                    part.writers = null;
                }
                part.catalog = after;
            }
        }
    }

    /** Marks the present state. */
    public Mark mark() {
        Store first = null;
        long firstSavepoint = 0;
        IdentityHashMap<Store, Long> others = null;
        for (int i = 0; i < parts.size(); i++) {
            WriteTransaction writer = parts.get(i).writer();
            if (writer == null) {
                continue;
            }
            Store store = parts.get(i).resources.store();
            if (first == null) {
                first = store;
                firstSavepoint = writer.savepoint();
            } else {
                others = others == null ? new IdentityHashMap<>(parts.size()) : others;
                others.put(store, writer.savepoint());
            }
        }
        return new Mark(first, firstSavepoint, others);
    }

    /** Undoes what was done after the mark. */
    public void rollbackTo(Mark mark) {
        for (Part part : parts) {
            WriteTransaction writer = part.writer();
            Long savepoint = mark.savepoint(part.resources.store());
            if (writer != null && savepoint != null) {
                writer.rollbackTo(savepoint);
            } else if (writer != null && part.resources.isTemporary()) {
                writer.rollbackTo(part.beginning);
            } else if (writer != null && writer.hasChanges()) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_SAVEPOINT, "the savepoint is older than a database of the transaction");
            }
        }
        forEachForeignKeys(ForeignKeys::abandonStatement);
        catalogChanged();
    }

    /** Forgets a mark, and later ones. */
    public void release(Mark mark) {
        for (int i = 0; i < parts.size(); i++) {
            WriteTransaction writer = parts.get(i).writer();
            Store store = parts.get(i).resources.store();
            if (writer != null && store == mark.first()) {
                writer.releaseSavepoint(mark.firstSavepoint());
            } else {
                Long savepoint = writer == null ? null : mark.savepoint(store);
                if (writer != null && savepoint != null) {
                    writer.releaseSavepoint(savepoint);
                }
            }
        }
    }

    public boolean hasChanges() {
        for (Part part : parts) {
            WriteTransaction writer = part.writer();
            if (writer != null && writer.hasChanges()) {
                return true;
            }
        }
        return false;
    }

    /** Does something that no transaction can undo once this one has committed. What is undone by a savepoint is done all the same. */
    public void afterCommit(Runnable action) {
        afterwards.add(action);
    }

    /** Makes all changes durable and visible, in every store or in none, and ends the scope. */
    public void commit(DistributedCommit.Phases phases) {
        commitAll(phases);
        afterwards.forEach(Runnable::run);
    }

    private void commitAll(DistributedCommit.Phases phases) {
        try {
            checkDeferred();
            WriteTransaction temporary = temporary();
            noteCauses();
            if (parts.size() == 1) {
                commitAlone(parts.get(0).writer());
                return;
            }
            Map<Store, WriteTransaction> changed = new LinkedHashMap<>();
            for (Part part : parts) {
                WriteTransaction writer = part.writer();
                if (writer != null && writer.hasChanges() && !part.resources.isTemporary()) {
                    changed.put(part.resources.store(), writer);
                }
            }
            if (changed.size() == 1) {
                changed.values().iterator().next().commit();
            } else if (changed.size() > 1) {
                WriteTransaction coordinator = part(main).writer();
                changed.remove(main.store());
                if (coordinator == null) {
                    throw new BlazeSqlException(
                            SqlErrorCode.READ_ONLY_TRANSACTION,
                            "a transaction over several databases needs a writable main database");
                }
                distributed.commit(coordinator, changed, phases);
            }
            commitAlone(temporary);
        } finally {
            close();
        }
    }

    /** What is written may depend on everything that was read here: the stores know that before. */
    private void noteCauses() {
        for (Part part : parts) {
            WriteTransaction writer = part.writer();
            if (writer == null || part.resources.isTemporary() || !writer.hasChanges()) {
                continue;
            }
            if (part.resources.store() != main.store()) {
                try (ReadTransaction own = main.store().beginRead()) {
                    part.resources.seen().saw(new Moment(main.store().id(), own.sequence(), Causes.known(own)));
                }
                main.seen().toldTo(part.resources.seen());
            }
            part.resources.seen().save();
        }
    }

    /** The transaction of the session's temporary tables with what ON COMMIT demands of them; null if it has none. */
    private @Nullable WriteTransaction temporary() {
        for (Part part : parts) {
            WriteTransaction writer = part.resources.isTemporary() ? part.writer() : null;
            if (writer != null) {
                TemporaryDatabase.beforeCommit(writer, part.resources.catalog().view(writer));
                return writer;
            }
        }
        return null;
    }

    private static void commitAlone(@Nullable WriteTransaction writer) {
        if (writer != null && writer.hasChanges()) {
            writer.commit();
        }
    }

    /**
     * First phase of a commit that somebody outside decides: hands over the changes to be prepared, and ends the scope.
     *
     * @return false if there are none
     */
    public boolean prepare(Consumer<WriteTransaction> preparation) {
        try {
            checkDeferred();
            if (!afterwards.isEmpty()) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "a transaction that changes a user's password cannot be prepared");
            }
            WriteTransaction changes = null;
            for (Part part : parts) {
                WriteTransaction writer = part.writer();
                if (writer != null && writer.hasChanges()) {
                    if (part.resources.store() != main.store()) {
                        throw new BlazeSqlException(
                                SqlErrorCode.FEATURE_NOT_SUPPORTED,
                                "a transaction that writes "
                                        + (part.resources.isTemporary() ? "temporary tables" : "an attached database")
                                        + " cannot be prepared");
                    }
                    changes = writer;
                }
            }
            if (changes == null) {
                return false;
            }
            noteCauses();
            preparation.accept(changes);
            return true;
        } finally {
            close();
        }
    }

    /** Ends the scope; what was not committed is undone. */
    @Override
    public void close() {
        ended = true;
        releaseParts();
    }

    private Part part(StoreResources resources) {
        Store store = resources.store();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).resources.store() == store) {
                return parts.get(i);
            }
        }
        if (ended) {
            throw new BlazeSqlException(SqlErrorCode.CLOSED, "the transaction has ended");
        }
        boolean writes = resources.isTemporary() || (writable && !store.isReadOnly());
        Part part = new Part(resources, writes ? begin(store) : store.beginRead());
        parts.add(part);
        if (isOther(resources)) {
            see(resources.moment(part.transaction));
        }
        return part;
    }

    private WriteTransaction begin(Store store) {
        WriteTransaction transaction = store.beginWrite(isolation);
        transaction.onLongWork(check);
        return transaction;
    }

    private void releaseParts() {
        remotes.values().forEach(RemoteView::close);
        remotes.clear();
        for (Part part : parts) {
            ReadTransaction rows = part.rows;
            if (rows != null) {
                rows.close();
            }
            part.transaction.close();
            part.resources.rowLocks().release(this);
        }
        parts.clear();
    }
}
