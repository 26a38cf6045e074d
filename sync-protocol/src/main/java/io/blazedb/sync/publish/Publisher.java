/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Registration;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.change.ChangeCursor;
import io.blazedb.storage.change.ChangeRecord;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Offer;
import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.ChannelSchema;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.WireWriter;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets out what an open database publishes: decides by its grants, records the decision, and hands out feeds.
 *
 * <p>Invariants:
 * <ol>
 *   <li>The audit entry of a disclosure is committed before its feed exists.
 *   <li>A commit that changes publications, grants or published tables closes every feed before anything of it or of a later commit
 *       is handed on; feeds are then opened anew under the new rules.
 * </ol>
 *
 * <p>Threading: safe for any number of threads.
 */
public final class Publisher implements AutoCloseable {
    private static final int ATTEMPTS_MAX = 20;
    /** Setting of the database: {@code session} counts served queries instead of recording each. */
    private static final String AUDIT = "audit";

    /** Setting of the database: how many entries the audit log keeps at least. */
    private static final String AUDIT_KEEP = "audit_keep";

    private static final String EXPIRED = "the grant has expired";

    /** So many feeds hear of a commit from the committing thread; if there are more, another thread tells them. */
    private static final int PROMPT_FEEDS_MAX = 8;

    /** Words of a condition whose value may depend on who subscribes; a column of such a name only makes channels that are not shared. */
    private static final Pattern SUBSCRIBER_WORDS =
            Pattern.compile("\\b(current_user|session_user|system_user|user|current_app)\\b", Pattern.CASE_INSENSITIVE);

    private final Store store;
    private final Catalog catalog;
    private final ConditionCompiler conditions;
    private final Grants grants;
    private final GrantExpiry expiry;
    private final AuditLog audit;
    private final Clock clock;
    private final Map<ChannelId, ChannelLog> logs = new HashMap<>();
    private final Set<LogFeed> feeds = new CopyOnWriteArraySet<>();
    private final Set<Runnable> policyListeners = new CopyOnWriteArraySet<>();
    private final Registration commits;
    private final Registration promptCommits;
    private final Object routing = new Object();
    /** The last commit that was looked at, and by what. */
    private long routed;

    private ChannelRouter router = new ChannelRouter(List.of());
    private final Object policyLock = new Object();
    private byte[] policy;
    private long catalogVersion;
    private volatile long generation;
    private volatile long promptlySignalled;

    /**
     * A publisher of an open database.
     *
     * @param conditions compiles conditions of publications and subscriptions
     */
    public Publisher(Store store, Catalog catalog, Home home, ConditionCompiler conditions, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.conditions = conditions;
        this.expiry = new GrantExpiry(store, catalog, clock);
        this.grants = new Grants(home, expiry::nowMicros);
        this.audit = new AuditLog(store, clock, this::auditKept);
        this.clock = clock;
        try (ReadTransaction read = store.beginRead()) {
            CatalogView view = catalog.view(read);
            policy = fingerprint(view);
            catalogVersion = view.version();
            expiry.observe(view);
        }
        routed = store.committedSequence();
        commits = store.onCommit(this::onCommitted);
        promptCommits = store.onCommitPromptly(this::onCommittedPromptly);
    }

    /** How many entries of the audit log a state of the database wants to keep; 0 for all. */
    private long auditKept(ReadTransaction read) {
        String kept = catalog.view(read).setting(AUDIT_KEEP);
        return kept == null ? 0 : Long.parseLong(kept);
    }

    /** The audit log of this database. */
    public AuditLog audit() {
        return audit;
    }

    /** Whether anything is granted to anybody. */
    public boolean hasGrants() {
        try (ReadTransaction read = store.beginRead()) {
            return !catalog.view(read).grants().isEmpty();
        }
    }

    /** What is granted to anybody now, for people who look for it. */
    public List<Offer> offers() {
        try (ReadTransaction read = store.beginRead()) {
            return grants.offers(catalog.view(read));
        }
    }

    /** Calls the listener, which must return quickly, after publications, grants or published tables have changed. */
    public Registration onPolicyChanged(Runnable listener) {
        policyListeners.add(listener);
        return () -> policyListeners.remove(listener);
    }

    /** Counts the changes of publications, grants and published tables. */
    public long generation() {
        return generation;
    }

    /**
     * Ends grants whose time is over.
     *
     * @return how many milliseconds it is until the next one ends, or -1 if none does by itself
     */
    public long endGrants() {
        checkPolicy();
        long next = expiry.nextMicros();
        return next == Long.MAX_VALUE
                ? -1
                : TimeUnit.MICROSECONDS.toMillis(Math.max(0, next - expiry.nowMicros()) + 999);
    }

    /** As {@link #generation}, after a look at the newest commit. */
    long currentGeneration() {
        checkPolicy();
        return generation;
    }

    /**
     * Opens what a peer who has proved who it is may query. The decision is in the audit log when this returns or fails.
     *
     * @throws SyncException NOT_GRANTED, INVALID_PUBLICATION
     */
    ServedDatabase serve(Credentials peer) {
        AuditEntry.Principal who = new AuditEntry.Principal(peer.userId(), peer.appName(), peer.deviceId());
        long decidedBy = currentGeneration();
        try (ReadTransaction read = store.beginRead()) {
            CatalogView view = catalog.view(read);
            List<PublicationDefinition> granted = grants.selectable(view, peer);
            List<String> names =
                    granted.stream().map(PublicationDefinition::name).toList();
            if (granted.isEmpty()) {
                String detail = grants.hasExpired(view, peer, GrantDefinition.Privilege.SELECT)
                        ? EXPIRED
                        : "no publication is granted";
                audit.append(who, "SELECT", names, false, detail);
                throw new SyncException(SyncErrorCode.NOT_GRANTED, "app " + peer.appName() + ": " + detail);
            }
            Projection projection;
            try {
                projection = Projection.of(view, granted, Map.of(), conditions, SubscriberContext.of(peer));
            } catch (SyncException e) {
                audit.append(who, "SELECT", names, false, e.code().name());
                throw e;
            }
            audit.append(who, "CONNECT", PublishedSource.described(view, granted, Map.of(), conditions), true);
            return new ServedDatabase(
                    this, store, projection, decidedBy, new ServedAudit(audit, who, view.setting(AUDIT)));
        }
    }

    /** The catalog's grants, to find out who may have what without disclosing anything. */
    public Grants grants() {
        return grants;
    }

    /**
     * Opens the feed of everything that is granted to a peer who has proved who it is. The decision is in the audit log when this returns
     * or fails.
     *
     * @param action what the peer does, for the audit log
     * @param ownConditions the peer's own conditions by table name; the empty name for all tables
     * @param waits the peer has been refused and waits; refusing it once more is not recorded again
     * @throws SyncException NOT_GRANTED, INVALID_PUBLICATION
     */
    public ChannelFeed open(Credentials peer, String action, Map<String, String> ownConditions, boolean waits) {
        AuditEntry.Principal who = new AuditEntry.Principal(peer.userId(), peer.appName(), peer.deviceId());
        while (true) {
            checkPolicy();
            try (ReadTransaction read = store.beginRead()) {
                CatalogView view = catalog.view(read);
                List<PublicationDefinition> granted = grants.subscribable(view, peer);
                List<String> names =
                        granted.stream().map(PublicationDefinition::name).toList();
                if (granted.isEmpty()) {
                    String detail = "no publication is granted";
                    if (grants.mayOnlySelect(view, peer)) {
                        detail = "SELECT is granted, and a replica needs SUBSCRIBE";
                    } else if (grants.hasExpired(view, peer, GrantDefinition.Privilege.SUBSCRIBE)) {
                        detail = EXPIRED;
                    }
                    if (!waits) {
                        audit.append(who, action, names, false, detail);
                    }
                    throw new SyncException(SyncErrorCode.NOT_GRANTED, "app " + peer.appName() + ": " + detail);
                }
                Projection projection;
                try {
                    projection = Projection.of(view, granted, ownConditions, conditions, SubscriberContext.of(peer));
                } catch (SyncException e) {
                    audit.append(who, action, names, false, e.code().name());
                    throw e;
                }
                audit.append(who, action, PublishedSource.described(view, granted, ownConditions, conditions), true);
                ChannelId id = ChannelId.of(store.id(), scope(view, granted, ownConditions, peer));
                LogFeed feed = feed(id, names, projection, view);
                if (feed != null) {
                    return feed;
                }
            }
        }
    }

    /**
     * Opens the feed of publications as such, for a carrier that seals them for whomever they are granted to and records the disclosure
     * itself, by {@link #audit()}.
     *
     * @throws SyncException INVALID_PUBLICATION, also if one of them does not exist
     */
    public ChannelFeed open(Set<String> publications) {
        while (true) {
            checkPolicy();
            try (ReadTransaction read = store.beginRead()) {
                CatalogView view = catalog.view(read);
                List<PublicationDefinition> named = view.publications().stream()
                        .filter(publication -> publications.contains(publication.name()))
                        .toList();
                if (named.isEmpty() || named.size() != publications.size()) {
                    throw new SyncException(SyncErrorCode.INVALID_PUBLICATION, "no such publication");
                }
                if (named.stream().anyMatch(publication -> dependsOnSubscriber(view, publication))) {
                    throw new SyncException(
                            SyncErrorCode.INVALID_PUBLICATION, "the condition depends on who subscribes");
                }
                Projection projection = Projection.of(view, named, Map.of(), conditions, new SubscriberContext("", ""));
                List<String> names =
                        named.stream().map(PublicationDefinition::name).toList();
                LogFeed feed = feed(ChannelId.of(store.id(), names), names, projection, view);
                if (feed != null) {
                    return feed;
                }
            }
        }
    }

    @Override
    public void close() {
        promptCommits.close();
        commits.close();
        for (LogFeed feed : feeds) {
            feed.end();
            feed.close();
        }
    }

    /** Names that tell this channel from others: publications, and what narrows them for this subscriber. */
    private List<String> scope(
            CatalogView view,
            List<PublicationDefinition> publications,
            Map<String, String> ownConditions,
            Credentials peer) {
        Set<String> scope = new TreeSet<>();
        for (PublicationDefinition publication : publications) {
            scope.add(publication.name());
        }
        new TreeMap<>(ownConditions).forEach((table, sql) -> scope.add("where\0" + table + "\0" + sql));
        if (publications.stream().anyMatch(publication -> dependsOnSubscriber(view, publication))) {
            scope.add("subscriber\0" + peer.userId() + "\0" + peer.appName());
        }
        return List.copyOf(scope);
    }

    private boolean dependsOnSubscriber(CatalogView view, PublicationDefinition publication) {
        return publication.tables().stream()
                .anyMatch(table -> SUBSCRIBER_WORDS
                        .matcher(PublishedSource.of(view, table, conditions).text())
                        .find());
    }

    /** A feed under the rules of the view, or null if they have changed since. */
    private @Nullable LogFeed feed(ChannelId id, List<String> names, Projection projection, CatalogView view) {
        LogFeed feed;
        synchronized (logs) {
            ChannelLog log = logs.get(id);
            if (log == null || !Arrays.equals(log.policyDigest(), projection.policyDigest())) {
                LogState kept = log == null ? load(id) : null;
                LogState fitting = kept != null && kept.hasPolicy(projection.policyDigest()) ? kept : null;
                log = new ChannelLog(
                        store, id, projection, fitting, sequence -> checkPolicy(), state -> save(id, state), clock);
                logs.put(id, log);
            }
            feed = new LogFeed(log, names);
            feeds.add(feed);
        }
        checkPolicy();
        if (feed.ended || !Arrays.equals(fingerprint(view), policy())) {
            feed.end();
            feed.close();
            return null;
        }
        return feed;
    }

    private byte[] policy() {
        synchronized (policyLock) {
            return policy;
        }
    }

    /** Feeds look at the rules themselves before they hand on a commit that may have changed them. */
    private void onCommittedPromptly(long sequence) {
        if (feeds.size() <= PROMPT_FEEDS_MAX) {
            promptlySignalled = sequence;
            for (LogFeed feed : feeds) {
                feed.signalRecords();
            }
        }
    }

    private void onCommitted(long sequence) {
        checkPolicy();
        synchronized (routing) {
            if (promptlySignalled < sequence) {
                route(sequence);
            }
            routed = Math.max(routed, sequence);
        }
    }

    /** Wakes the feeds that what was committed may concern; the others pass over it. */
    private void route(long sequence) {
        List<LogFeed> present = List.copyOf(feeds);
        List<ChannelLog> channels = present.stream().map(feed -> feed.log).toList();
        if (!router.isOf(channels)) {
            router = new ChannelRouter(channels);
        }
        Set<ChannelLog> concerned = Collections.newSetFromMap(new IdentityHashMap<>());
        if (!findConcerned(sequence, concerned)) {
            concerned.addAll(channels);
        }
        for (LogFeed feed : present) {
            if (concerned.contains(feed.log)) {
                feed.signalRecords();
            } else {
                feed.log.skip(routed, sequence);
            }
        }
    }

    /** Looks at the commits since the last ones; false if they may concern everybody. */
    private boolean findConcerned(long sequence, Set<ChannelLog> concerned) {
        try (ChangeCursor cursor = store.changesAfter(routed)) {
            for (ChangeRecord record = cursor.next();
                    record != null && record.sequence() <= sequence;
                    record = cursor.next()) {
                if (!router.concerned(record, concerned)) {
                    return false;
                }
            }
            return true;
        } catch (BlazeSqlException e) {
            // A condition that fails does so for whoever has it, and for nobody else.
            return false;
        } catch (StoreException truncated) {
            if (truncated.code() != StoreErrorCode.CHANGES_TRUNCATED) {
                throw truncated;
            }
            return false;
        }
    }

    /** Closes all feeds if the rules are no longer the ones that they were opened under; ends grants before. */
    private void checkPolicy() {
        if (expiry.isDue()) {
            expiry.end();
        }
        synchronized (policyLock) {
            try (ReadTransaction read = store.beginRead()) {
                long version = Catalog.version(read);
                if (version == catalogVersion) {
                    return;
                }
                CatalogView view = catalog.view(read);
                byte[] now = fingerprint(view);
                catalogVersion = version;
                expiry.observe(view);
                if (Arrays.equals(now, policy)) {
                    return;
                }
                policy = now;
                generation++;
            }
            for (LogFeed feed : feeds) {
                feed.end();
            }
        }
        policyListeners.forEach(Runnable::run);
    }

    private byte[] fingerprint(CatalogView view) {
        WireWriter writer = new WireWriter(1_024).text(String.valueOf(view.setting(AUDIT)));
        for (PublicationDefinition publication : view.publications()) {
            writer.text(publication.name()).varint(publication.tables().size());
            for (PublicationDefinition.PublishedTable published : publication.tables()) {
                writer.text(published.toString());
                try {
                    PublishedSource source = PublishedSource.of(view, published, conditions);
                    writer.text(source.text())
                            .text(source.relation().toString())
                            .text(source.stored().toString());
                } catch (SyncException invalid) {
                    writer.text("invalid");
                }
            }
            for (GrantDefinition grant : view.grants(publication.name())) {
                writer.text(grant.toString());
            }
        }
        return Projection.sha256(writer.toByteArray());
    }

    private static byte[] stateKey(ChannelId id) {
        return new WireWriter().u8('C').raw(id.toByteArray()).toByteArray();
    }

    private @Nullable LogState load(ChannelId id) {
        try (ReadTransaction read = store.beginRead()) {
            byte[] bytes = read.get(SyncTrees.CHANNELS, stateKey(id));
            return bytes == null ? null : LogState.decode(bytes);
        }
    }

    private void save(ChannelId id, LogState state) {
        for (int attempt = 1; ; attempt++) {
            try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
                transaction.put(SyncTrees.CHANNELS, stateKey(id), state.encode());
                transaction.commit();
                return;
            } catch (StoreException e) {
                if (e.code() != StoreErrorCode.WRITE_CONFLICT || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    /** One opened feed: a view of a log that ends when the rules change. */
    private final class LogFeed implements ChannelFeed {
        private final ChannelLog log;
        private final List<String> publications;
        private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
        private volatile boolean ended;

        LogFeed(ChannelLog log, List<String> publications) {
            this.log = log;
            this.publications = publications.stream().sorted().toList();
        }

        @Override
        public ChannelId id() {
            return log.id();
        }

        @Override
        public List<String> publications() {
            return publications;
        }

        @Override
        public ChannelSchema schema() {
            return log.schema();
        }

        @Override
        public SyncPosition head() {
            SyncPosition head = log.head();
            requireOpen();
            return head;
        }

        @Override
        public Snapshot openSnapshot() {
            Snapshot snapshot = log.openSnapshot();
            if (ended) {
                snapshot.close();
            }
            requireOpen();
            return snapshot;
        }

        @Override
        public List<ChannelRecord> recordsAfter(SyncPosition position, int bytesMax) {
            List<ChannelRecord> records = log.recordsAfter(position, bytesMax);
            requireOpen();
            return records;
        }

        @Override
        public ChannelClock clock() {
            ChannelClock clock = log.clock();
            requireOpen();
            return clock;
        }

        @Override
        public Registration listen(Listener listener) {
            listeners.add(listener);
            if (ended) {
                listener.onClosed();
            } else {
                listener.onRecords();
            }
            return () -> listeners.remove(listener);
        }

        @Override
        public void close() {
            ended = true;
            synchronized (logs) {
                if (!feeds.remove(this) || feeds.stream().anyMatch(other -> other.log == log)) {
                    return;
                }
                logs.remove(log.id(), log);
            }
            try {
                log.keep();
            } catch (StoreException e) {
                // The same commits are looked at again next time; nothing is lost.
                System.getLogger(Publisher.class.getName()).log(System.Logger.Level.DEBUG, "channel state not kept", e);
            }
        }

        void end() {
            ended = true;
            listeners.forEach(Listener::onClosed);
        }

        void signalRecords() {
            listeners.forEach(Listener::onRecords);
        }

        private void requireOpen() {
            if (expiry.isDue()) {
                checkPolicy();
            }
            if (ended) {
                throw new SyncException(SyncErrorCode.CLOSED, "the rules have changed");
            }
        }
    }
}
