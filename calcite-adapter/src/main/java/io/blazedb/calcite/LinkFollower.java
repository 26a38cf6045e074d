/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.CatalogTrees;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.Causes;
import io.blazedb.calcite.catalog.LinkDefinition;
import io.blazedb.calcite.catalog.Moment;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.types.BigEndian;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Carries changes of attached files into the links that follow them. How far it got stands in main and moves in the commit that carries
 * the change, so each change is carried once, through any crash; one process at a time does it.
 *
 * <p>Threading: one thread of its own, started when there is a link to an attached file.
 */
final class LinkFollower implements AutoCloseable {
    private static final int RECORDS_AT_ONCE = 100;

    private final SqlEngine engine;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Map<Database, Registration> followed = new HashMap<>();
    private final Map<String, Registration> leases = new HashMap<>();
    private @Nullable Thread thread;
    private volatile boolean closed;

    LinkFollower(SqlEngine engine) {
        this.engine = engine;
    }

    /** Looks for links to attached files, now and after each of their commits. */
    synchronized void wake() {
        if (closed || engine.store().isReadOnly()) {
            return;
        }
        if (thread == null) {
            if (followedAliases().isEmpty()) {
                return;
            }
            thread = new Thread(this::run, "blazedb-links");
            thread.setDaemon(true);
            thread.start();
        }
        wakeUps.release();
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        wakeUps.release();
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (!closed) {
            for (String alias : followedAliases()) {
                try {
                    follow(alias);
                } catch (BlazeSqlException | StoreException | OutOfMemoryError failure) {
                    if (!closed) {
                        System.getLogger(LinkFollower.class.getName())
                                .log(
                                        Level.WARNING,
                                        "links to an attached file could not be brought up to date",
                                        failure);
                    }
                }
            }
            wakeUps.acquireUninterruptibly();
            wakeUps.drainPermits();
        }
        followed.values().forEach(Registration::close);
        leases.values().forEach(Registration::close);
    }

    /** Aliases of attached files that links follow. */
    private Set<String> followedAliases() {
        Set<String> aliases = new HashSet<>();
        try (var view = engine.store().beginRead()) {
            for (LinkDefinition link : engine.catalog().view(view).links()) {
                if (!link.database().equals(Database.MAIN)) {
                    aliases.add(link.database());
                }
            }
        }
        return aliases;
    }

    private void follow(String alias) {
        if (!engine.databases().isKnown(alias)) {
            return;
        }
        Database database = engine.databases().require(alias);
        if (database.resources().store() == engine.store()) {
            return;
        }
        followed.computeIfAbsent(database, key -> database.resources().store().onCommit(sequence -> wakeUps.release()));
        if (!leases.containsKey(alias)) {
            Registration lease = engine.store().tryLease("links/" + alias).orElse(null);
            if (lease == null) {
                return;
            }
            leases.put(alias, lease);
        }
        while (!closed && carry(database)) {
            // More records may be waiting.
        }
    }

    /** Carries some changes in one commit; false if there were none. */
    private boolean carry(Database database) {
        Store main = engine.store();
        try (WriteTransaction transaction = main.beginWrite(IsolationLevel.SNAPSHOT)) {
            byte[] key = database.alias().getBytes(StandardCharsets.UTF_8);
            byte[] known = transaction.get(CatalogTrees.LINK_POSITIONS, key);
            if (known == null) {
                return false;
            }
            long position = BigEndian.getLong(known, 0);
            StatementScope scope = StatementScope.around(
                    engine.databases().main().resources(), engine.shared().distributed(), transaction);
            SessionLinks links = new SessionLinks(
                    engine, scope, engine.expressionContext("", engine.options().app()));
            long reached = carry(database, position, transaction, links);
            if (reached == position) {
                return false;
            }
            transaction.put(CatalogTrees.LINK_POSITIONS, key, BigEndian.key(reached));
            transaction.commit();
            return true;
        } catch (StoreException failure) {
            if (failure.code() == StoreErrorCode.WRITE_CONFLICT) {
                return true;
            }
            throw failure;
        }
    }

    private long carry(Database database, long position, WriteTransaction transaction, SessionLinks links) {
        Store store = database.resources().store();
        try (var view = store.beginRead();
                ChangeCursor cursor = store.changesAfter(position)) {
            Map<Long, TableDefinition> tables = tables(
                    links.catalog(transaction), database.resources().catalog().view(view), database.alias());
            Map<Long, RowCodec> codecs = new HashMap<>();
            Causes.learn(transaction, new Moment(store.id(), view.sequence(), Causes.known(view)));
            tables.forEach((tree, table) -> codecs.put(tree, TableLayout.rows(table)));
            long reached = position;
            for (int i = 0; i < RECORDS_AT_ONCE; i++) {
                ChangeRecord record = cursor.next();
                if (record == null) {
                    break;
                }
                for (Change change : record.changes()) {
                    TableDefinition table = tables.get(change.tree());
                    RowCodec codec = codecs.get(change.tree());
                    if (table != null && codec != null) {
                        links.maintainer()
                                .otherRowChanged(
                                        transaction,
                                        database.alias(),
                                        table,
                                        row(codec, change.before()),
                                        row(codec, codec.inOnePiece(change.after(), change.large())));
                    }
                }
                if (record.clearedTrees().stream().anyMatch(tables::containsKey)) {
                    applyAnew(database.alias(), transaction, links);
                }
                reached = record.sequence();
            }
            return reached;
        } catch (StoreException truncated) {
            if (truncated.code() != StoreErrorCode.CHANGES_TRUNCATED) {
                throw truncated;
            }
            try (var view = store.beginRead()) {
                applyAnew(database.alias(), transaction, links);
                return view.sequence();
            }
        }
    }

    /** Tables of the attached file that links follow, by their trees. */
    private static Map<Long, TableDefinition> tables(CatalogView main, CatalogView other, String alias) {
        Map<Long, TableDefinition> tables = new HashMap<>();
        for (LinkDefinition link : main.links()) {
            if (link.database().equals(alias)) {
                TableDefinition table = other.table(0, link.otherSchema(), link.otherTable());
                if (table != null) {
                    tables.put(table.tree(), table);
                }
            }
        }
        return tables;
    }

    private static void applyAnew(String alias, WriteTransaction transaction, SessionLinks links) {
        CatalogView catalog = links.catalog(transaction);
        List<LinkDefinition> anew = new ArrayList<>();
        for (LinkDefinition link : catalog.links()) {
            if (link.database().equals(alias)) {
                anew.add(link);
            }
        }
        anew.forEach(link -> links.maintainer().applyAll(transaction, link));
    }

    private static @Nullable Object @Nullable [] row(RowCodec codec, @Nullable ByteSlice bytes) {
        return bytes == null ? null : codec.decode(bytes);
    }
}
