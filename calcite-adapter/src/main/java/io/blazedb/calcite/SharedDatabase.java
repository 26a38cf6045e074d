/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentRequest;
import io.blazedb.calcite.attachment.AttachmentSource;
import io.blazedb.calcite.attachment.DatabaseService;
import io.blazedb.calcite.attachment.FileAttachment;
import io.blazedb.calcite.attachment.RowSource;
import io.blazedb.calcite.catalog.AttachmentDefinition;
import io.blazedb.calcite.function.UserFunctions;
import io.blazedb.calcite.session.AttachmentRegistry;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.Databases;
import io.blazedb.calcite.session.DistributedCommit;
import io.blazedb.calcite.session.PlanCache;
import io.blazedb.calcite.session.StoreResources;
import io.blazedb.calcite.system.SystemViews;
import io.blazedb.storage.Store;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * What all engines on one file share in this JVM: plans, the catalog's cache, identity values, attachments and services. It lives as long
 * as the last of them and keeps the first one's store handle for that time.
 *
 * <p>Threading: safe for any number of threads; opening and closing hold the lock of the map of open databases.
 */
final class SharedDatabase {
    private static final System.Logger LOGGER = System.getLogger(SharedDatabase.class.getName());

    /** The open databases by file and access, or by identity for those in memory. */
    private static final Map<Object, SharedDatabase> OPEN = new HashMap<>();

    private record Key(Object file, boolean readOnly) {}

    private final Key key;
    private final StoreResources main;
    private final PlanCache plans = new PlanCache();
    private final UserFunctions functions = new UserFunctions(plans::clear);
    private final SystemViews systemViews = SystemViews.load();
    private final DistributedCommit distributed;
    private final AttachmentRegistry attachments;
    private final SqlEngine background;
    private final LinkFollower links;
    private final List<DatabaseService.Running> services = new ArrayList<>();
    private int engines;

    private SharedDatabase(Key key, Store store, EngineOptions options, @Nullable RowSource rows) {
        this.key = key;
        this.main = StoreResources.of(store, rows);
        this.distributed = new DistributedCommit(store);
        this.attachments = new AttachmentRegistry(main, distributed, this::open);
        this.background = new SqlEngine(this, store, options);
        this.links = new LinkFollower(background);
    }

    /**
     * The shared part for an engine that is opened on a store.
     *
     * @param rows where its rows are; null for the store
     */
    static SharedDatabase join(Store store, EngineOptions options, @Nullable RowSource rows) {
        Object file = store.file() == null ? store.id() : store.file();
        Key key = new Key(file, store.isReadOnly());
        SharedDatabase shared;
        boolean first;
        synchronized (OPEN) {
            shared = OPEN.get(key);
            first = shared == null;
            if (shared == null) {
                shared = new SharedDatabase(key, store, options, rows);
                OPEN.put(key, shared);
            }
            shared.engines++;
        }
        if (first) {
            shared.start();
        }
        return shared;
    }

    /** Ends an engine's use; the last one ends everything. The first engine's handle is closed with the last engine. */
    void leave(Store handle) {
        boolean last;
        synchronized (OPEN) {
            last = --engines == 0;
            if (last) {
                OPEN.remove(key);
            }
        }
        try {
            if (last) {
                stop();
            }
        } finally {
            if (handle != main.store()) {
                handle.close();
            }
            if (last) {
                main.store().close();
            }
        }
    }

    StoreResources main() {
        return main;
    }

    /** Functions that the program has given. */
    UserFunctions functions() {
        return functions;
    }

    PlanCache plans() {
        return plans;
    }

    SystemViews systemViews() {
        return systemViews;
    }

    DistributedCommit distributed() {
        return distributed;
    }

    Databases databases(Store handle) {
        String source = handle.file() == null ? "" : handle.file().toString();
        return new Databases(new Database(Database.MAIN, source, main.through(handle), 0, null), main, attachments);
    }

    /** Carries changes of attached files into links. */
    LinkFollower links() {
        return links;
    }

    /** Publications or grants were changed, and it is committed. */
    void publishingChanged() {
        List<DatabaseService.Running> running;
        synchronized (services) {
            running = List.copyOf(services);
        }
        running.forEach(DatabaseService.Running::publishingChanged);
    }

    private void start() {
        attachments.resume();
        links.wake();
        ClassLoader loader = SharedDatabase.class.getClassLoader();
        for (DatabaseService service : ServiceLoader.load(DatabaseService.class, loader)) {
            try {
                DatabaseService.Running started = service.start(background);
                synchronized (services) {
                    services.add(started);
                }
            } catch (RuntimeException failure) {
                LOGGER.log(Level.WARNING, "service failed to start", failure);
            }
        }
    }

    private void stop() {
        for (int i = services.size() - 1; i >= 0; i--) {
            try {
                services.get(i).close();
            } catch (RuntimeException failure) {
                LOGGER.log(Level.WARNING, "service failed to stop", failure);
            }
        }
        links.close();
        attachments.close();
        distributed.forgetFinished();
        if (!main.store().isReadOnly()) {
            main.counters().release();
            main.sequences().release();
        }
    }

    private Attachment open(AttachmentDefinition definition, boolean resumed) {
        ClassLoader loader = SharedDatabase.class.getClassLoader();
        for (AttachmentSource source : ServiceLoader.load(AttachmentSource.class, loader)) {
            if (source.accepts(definition.source())) {
                return source.attach(
                        background,
                        new AttachmentRequest(
                                definition.alias(),
                                definition.source(),
                                definition.namespace(),
                                definition.writable(),
                                definition.predicates(),
                                resumed));
            }
        }
        return FileAttachment.open(definition);
    }
}
