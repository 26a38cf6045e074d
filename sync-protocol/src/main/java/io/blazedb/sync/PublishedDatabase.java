/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync;

import io.blazedb.calcite.EngineOptions;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.attachment.DatabaseService;
import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.plan.PublishedView;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.local.Offer;
import io.blazedb.sync.publish.ConditionCompiler;
import io.blazedb.sync.publish.IntentApplier;
import io.blazedb.sync.publish.LocalPublishing;
import io.blazedb.sync.publish.Publisher;
import io.blazedb.sync.publish.SubscriberRegistry;
import io.blazedb.sync.remote.HubPublishing;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An open database of an app that belongs to a group. As soon as it grants anything to anybody it listens for subscribers: in one of the processes that have the file
 * open, by a lease; the others stand by.
 *
 * <p>Threading: one thread of its own does everything here; figures may be read by any.
 */
public final class PublishedDatabase implements DatabaseService.Running {
    private static final System.Logger LOG = System.getLogger(PublishedDatabase.class.getName());
    private static final long STANDBY_MILLIS = 250;

    /** How long a statement waits for the process that has the lease to begin to listen. */
    private static final long ANNOUNCED_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    /** While a grant is going to end, the clock is looked at this often: it may be put forward. */
    private static final long EXPIRY_LOOK_MILLIS_MAX = 1_000;

    private static final long ANNOUNCED_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Setting of the database, {@code HOST:PORT}, that makes it publish through a hub. */
    private static final String HUB_SETTING = "hub";

    /** Environment variable for databases without the setting. */
    private static final String HUB_VARIABLE = "BLAZEDB_HUB";

    /** The published databases of this JVM by store, for the views. */
    private static final Map<UUID, PublishedDatabase> OPEN = new ConcurrentHashMap<>();

    private final Store store;
    private final EngineOptions options;
    private final String group;
    private final Publisher publisher;
    private final IntentApplier writes;
    private final SubscriberRegistry registry;
    private final Home home;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledExecutorService executor;
    private final Registration policy;
    private final Registration commits;
    private final Catalog catalog;
    private boolean closed;
    private boolean warned;
    private Future<?> expiring = CompletableFuture.completedFuture(null);
    private @Nullable Registration lease;
    private @Nullable LocalPublishing publishing;
    private @Nullable String hubAddress;
    private @Nullable HubPublishing hubPublishing;
    private long hubVersion = -1;

    /** @param group the app group that it publishes to */
    PublishedDatabase(SqlEngine engine, String group) {
        store = engine.store();
        options = engine.options();
        this.group = group;
        home = Home.open(options.home());
        ConditionCompiler conditions = conditions(engine);
        publisher = new Publisher(store, engine.catalog(), home, conditions, clock);
        writes = new IntentApplier(new EngineRows(engine), publisher, conditions, clock);
        registry = new SubscriberRegistry(store, clock);
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "blazedb-publish");
            thread.setDaemon(true);
            return thread;
        });
        catalog = engine.catalog();
        policy = publisher.onPolicyChanged(this::start);
        commits = store.onCommit(sequence -> lookForHub());
    }

    private static ConditionCompiler conditions(SqlEngine engine) {
        return new ConditionCompiler() {
            @Override
            public RowPredicate compile(TableDefinition table, String conditionSql) {
                return engine.publishedRows(table, conditionSql);
            }

            @Override
            public PublishedView view(CatalogView view, TableDefinition published) {
                return engine.publishedView(view, published);
            }
        };
    }

    /** The published database on a store, if it is one and open in this JVM. */
    public static Optional<PublishedDatabase> find(Store store) {
        return Optional.ofNullable(OPEN.get(store.id()));
    }

    /** The home of the app. */
    public Home home() {
        return home;
    }

    /** The app that publishes. */
    public AppIdentity app() {
        return home.app(options.app());
    }

    /** The app group; empty for none. */
    public String group() {
        return group;
    }

    /** What the app shows of itself. */
    public Credentials credentials() {
        AppIdentity app = app();
        return app.credentials(List.of(home.membership(app, home.group(group))));
    }

    public Publisher publisher() {
        return publisher;
    }

    public SubscriberRegistry registry() {
        return registry;
    }

    /** Ends grants when their time has come, the first ones now. */
    private synchronized void awaitExpiry() {
        if (!closed) {
            expiring.cancel(false);
            expiring = executor.schedule(this::endGrants, 0, TimeUnit.MILLISECONDS);
        }
    }

    private void endGrants() {
        long millis = EXPIRY_LOOK_MILLIS_MAX;
        try {
            millis = publisher.endGrants();
        } catch (SyncException | StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "ending grants of " + options.databaseName() + " is tried again", e);
        }
        synchronized (this) {
            if (!closed && millis >= 0) {
                expiring.cancel(false);
                expiring = executor.schedule(
                        this::endGrants, Math.min(millis, EXPIRY_LOOK_MILLIS_MAX), TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Looks, on the own thread, whether it is time to listen, and says what others can attach. */
    void start() {
        OPEN.putIfAbsent(store.id(), this);
        synchronized (this) {
            if (!closed) {
                executor.execute(this::listen);
                executor.execute(this::offer);
            }
        }
        awaitExpiry();
    }

    /** Returns when what is granted can be attached: here, or at the process that has the lease. */
    @Override
    public void publishingChanged() {
        OPEN.putIfAbsent(store.id(), this);
        long deadline = System.nanoTime() + ANNOUNCED_NANOS_MAX;
        while (!isListening() && !isAnnounced() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(ANNOUNCED_POLL_NANOS);
        }
    }

    /** Whether another process that lives publishes this database. */
    private boolean isAnnounced() {
        return Announcement.find(home, group, options.app(), options.databaseName())
                .filter(found -> found.databaseId().equals(store.id()))
                .filter(found -> found.processId() != ProcessHandle.current().pid())
                .flatMap(found -> ProcessHandle.of(found.processId()))
                .isPresent();
    }

    @Override
    public void close() {
        policy.close();
        commits.close();
        synchronized (this) {
            closed = true;
            expiring.cancel(false);
            executor.shutdown();
        }
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            stopHub();
            LocalPublishing open = publishing;
            publishing = null;
            if (open != null) {
                open.close();
            }
            Registration held = lease;
            lease = null;
            if (held != null) {
                held.close();
            }
        }
        publisher.close();
        OPEN.remove(store.id(), this);
    }

    /** The upload to the hub, if the database has one. */
    public synchronized Optional<HubPublishing> hub() {
        return Optional.ofNullable(hubPublishing);
    }

    /** Looks, on the own thread, whether the setting has changed. */
    private synchronized void lookForHub() {
        if (!closed && publishing != null) {
            executor.execute(this::followHubSetting);
        }
    }

    /** Begins, ends or changes the upload as the setting {@code hub} says, or else the environment. */
    private synchronized void followHubSetting() {
        if (closed || publishing == null) {
            return;
        }
        String wanted;
        try (ReadTransaction read = store.beginRead()) {
            long version = Catalog.version(read);
            if (version == hubVersion) {
                return;
            }
            hubVersion = version;
            String set = catalog.view(read).setting(HUB_SETTING);
            wanted = set == null ? System.getenv(HUB_VARIABLE) : set;
        }
        if (Objects.equals(wanted, hubAddress)) {
            return;
        }
        stopHub();
        hubAddress = wanted;
        if (wanted != null && !wanted.isEmpty()) {
            try {
                hubPublishing =
                        new HubPublishing(publisher, store, home, app(), credentials(), options.databaseName(), wanted);
            } catch (SyncException e) {
                LOG.log(System.Logger.Level.WARNING, "setting hub of " + options.databaseName() + " is void", e);
            }
        }
    }

    private void stopHub() {
        HubPublishing running = hubPublishing;
        hubPublishing = null;
        if (running != null) {
            running.close();
        }
    }

    /** Says what is granted, if this is the process that publishes. */
    private synchronized void offer() {
        if (closed || publishing == null) {
            return;
        }
        try {
            Offer.write(home, group, options.app(), options.databaseName(), publisher.offers());
        } catch (SyncException | StoreException e) {
            LOG.log(System.Logger.Level.WARNING, "what " + options.databaseName() + " offers could not be said", e);
        }
    }

    /** Begins to listen, or tries again later. */
    private synchronized void listen() {
        if (!isListening()) {
            Future<?> unused = executor.schedule(this::listen, STANDBY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether subscribers are served now, if there can be any; begins to listen if this process is the one who does. */
    private synchronized boolean isListening() {
        if (closed || publishing != null) {
            return true;
        }
        try {
            if (!publisher.hasGrants()) {
                return true;
            }
            if (lease == null) {
                lease = store.tryLease("publish " + group + "/" + options.app()).orElse(null);
            }
            if (lease != null) {
                publishing = new LocalPublishing(
                        publisher,
                        writes,
                        home,
                        app(),
                        credentials(),
                        group,
                        options.databaseName(),
                        store.id(),
                        registry,
                        clock.instant().toEpochMilli() * 1_000);
                offer();
                followHubSetting();
                return true;
            }
        } catch (SyncException | StoreException e) {
            if (!warned) {
                LOG.log(System.Logger.Level.WARNING, "publishing " + options.databaseName() + " is tried again", e);
                warned = true;
            }
        }
        return false;
    }
}
