/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentStatus;
import io.blazedb.calcite.catalog.AttachmentDefinition;
import io.blazedb.calcite.catalog.Catalog;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attachments of one main database, shared by its sessions: those remembered in its catalog, by whichever process, and the temporary
 * ones of this one. An attachment that cannot be opened stays known, with its failure, and is tried again when it is used.
 *
 * <p>Threading: safe for any number of threads. The registry's lock guards the map and is never held while a source is opened; each entry
 * has a lock of its own for that.
 */
public final class AttachmentRegistry implements AutoCloseable {
    /** Opens attachments; a replica's namespace may hold data when it is resumed. */
    @FunctionalInterface
    public interface Opener {
        Attachment open(AttachmentDefinition definition, boolean resumed);
    }

    private static final class Entry {
        private final AttachmentDefinition definition;
        private final boolean temporary;
        private @Nullable Database database;
        private @Nullable BlazeSqlException failure;
        private boolean closed;
        /** Whether the catalog has it; an attachment that is being made is not there yet. */
        private volatile boolean remembered;

        Entry(AttachmentDefinition definition, boolean temporary) {
            this.definition = definition;
            this.temporary = temporary;
        }
    }

    private final StoreResources main;
    private final DistributedCommit distributed;
    private final Opener opener;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long knownVersion;
    private long generation;
    private boolean closed;

    public AttachmentRegistry(StoreResources main, DistributedCommit distributed, Opener opener) {
        this.main = main;
        this.distributed = distributed;
        this.opener = opener;
    }

    /** Takes up what main remembers, on a thread of its own: an unreachable source delays nobody. */
    public void resume() {
        refresh();
        List<Entry> resumed;
        synchronized (this) {
            resumed = List.copyOf(entries.values());
        }
        if (!resumed.isEmpty()) {
            Thread thread = new Thread(() -> resumed.forEach(entry -> open(entry, true)), "blazedb-attach");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Changes whenever a name gets another meaning. */
    public synchronized long generation() {
        return generation;
    }

    /** Aliases of all attachments. */
    public List<String> aliases() {
        refresh();
        synchronized (this) {
            return List.copyOf(entries.keySet());
        }
    }

    public boolean isKnown(String alias) {
        synchronized (this) {
            if (entries.containsKey(alias)) {
                return true;
            }
        }
        refresh();
        synchronized (this) {
            return entries.containsKey(alias);
        }
    }

    /**
     * An attached database, opened if necessary.
     *
     * @throws BlazeSqlException 3D000 unknown, or why it cannot be opened
     */
    public Database require(String alias) {
        Entry entry;
        synchronized (this) {
            entry = entries.get(alias);
        }
        if (entry == null) {
            refresh();
            synchronized (this) {
                entry = entries.get(alias);
            }
        }
        if (entry == null) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_CATALOG, "database \"" + alias + "\" is not attached");
        }
        Database database = open(entry, true);
        if (database == null) {
            BlazeSqlException failure = entry.failure;
            throw failure == null
                    ? new BlazeSqlException(SqlErrorCode.CLOSED, "database \"" + alias + "\" was detached")
                    : new BlazeSqlException(failure.code(), String.valueOf(failure.getMessage()), failure);
        }
        return database;
    }

    /** Alias of the attachment that has this namespace of main, or null. */
    public synchronized @Nullable String aliasOf(int namespace) {
        for (Entry entry : entries.values()) {
            if (entry.definition.namespace() == namespace) {
                return entry.definition.alias();
            }
        }
        return null;
    }

    /** Every attachment; one that is not open has no tables and a status that says why. */
    public List<Database> all() {
        refresh();
        List<Entry> known;
        synchronized (this) {
            known = List.copyOf(entries.values());
        }
        List<Database> databases = new ArrayList<>(known.size());
        for (Entry entry : known) {
            Database database;
            BlazeSqlException failure;
            synchronized (entry) {
                database = entry.database;
                failure = entry.failure;
            }
            databases.add(database != null ? database : unavailable(entry.definition, failure));
        }
        return databases;
    }

    /**
     * Attaches a database and remembers it.
     *
     * @param describe makes the definition for the namespace it gets
     * @throws BlazeSqlException 42P04 if the alias is taken, or why it cannot be opened
     */
    public void attach(String alias, boolean temporary, Function<Integer, AttachmentDefinition> describe) {
        if (alias.equals(Database.MAIN) || TemporaryDatabase.isReserved(alias) || isKnown(alias)) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_DATABASE, "database \"" + alias + "\" is already attached");
        }
        int[] namespace = new int[1];
        changeMain(catalog -> namespace[0] = catalog.allocateNamespace());
        AttachmentDefinition definition = describe.apply(namespace[0]);
        Entry entry = new Entry(definition, temporary);
        if (open(entry, false) == null) {
            changeMain(catalog -> catalog.dropNamespace(namespace[0]));
            BlazeSqlException failure = entry.failure;
            throw failure == null ? new BlazeSqlException(SqlErrorCode.CLOSED, "the database was closed") : failure;
        }
        boolean added;
        synchronized (this) {
            added = !closed && entries.putIfAbsent(alias, entry) == null;
            generation++;
        }
        if (!added) {
            close(entry, true);
            changeMain(catalog -> catalog.dropNamespace(namespace[0]));
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_DATABASE, "database \"" + alias + "\" is already attached");
        }
        if (!temporary) {
            changeMain(catalog -> catalog.putAttachment(definition));
            entry.remembered = true;
        }
    }

    /** Detaches a database and forgets it, a replica's data included. */
    public void detach(String alias) {
        Entry entry;
        synchronized (this) {
            entry = entries.remove(alias);
            generation++;
        }
        if (entry == null) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_CATALOG, "database \"" + alias + "\" is not attached");
        }
        close(entry, true);
        int namespace = entry.definition.namespace();
        changeMain(catalog -> {
            catalog.dropAttachment(alias);
            catalog.dropNamespace(namespace);
        });
    }

    /** Closes all attachments; they stay remembered, temporary ones excepted. */
    @Override
    public void close() {
        List<Entry> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(entries.values());
            entries.clear();
        }
        for (Entry entry : last) {
            close(entry, entry.temporary);
            if (entry.temporary) {
                changeMain(catalog -> catalog.dropNamespace(entry.definition.namespace()));
            }
        }
    }

    /** Learns of attachments that other processes made or removed. */
    private void refresh() {
        List<AttachmentDefinition> remembered;
        try (ReadTransaction view = main.store().beginRead()) {
            long version = Catalog.version(view);
            synchronized (this) {
                if (closed || version == knownVersion) {
                    return;
                }
                knownVersion = version;
            }
            remembered = main.catalog().view(view).attachments();
        }
        List<Entry> gone = new ArrayList<>();
        synchronized (this) {
            Map<String, AttachmentDefinition> wanted = new LinkedHashMap<>();
            remembered.forEach(definition -> wanted.put(definition.alias(), definition));
            entries.values().removeIf(entry -> {
                AttachmentDefinition same = wanted.get(entry.definition.alias());
                boolean stale = entry.remembered && (same == null || same.namespace() != entry.definition.namespace());
                if (stale) {
                    gone.add(entry);
                    generation++;
                }
                return stale;
            });
            for (AttachmentDefinition definition : remembered) {
                Entry entry = new Entry(definition, false);
                entry.remembered = true;
                if (entries.putIfAbsent(definition.alias(), entry) == null) {
                    generation++;
                }
            }
        }
        gone.forEach(entry -> close(entry, false));
    }

    private @Nullable Database open(Entry entry, boolean resumed) {
        synchronized (entry) {
            if (entry.database == null && !entry.closed) {
                try {
                    entry.database = opened(entry.definition, opener.open(entry.definition, resumed));
                    entry.failure = null;
                } catch (BlazeSqlException failure) {
                    entry.failure = failure;
                } catch (RuntimeException failure) {
                    System.getLogger(AttachmentRegistry.class.getName())
                            .log(Level.WARNING, "attachment failed to open", failure);
                    entry.failure = SqlErrors.of(failure);
                }
            }
            return entry.database;
        }
    }

    private Database opened(AttachmentDefinition definition, Attachment attachment) {
        Store store = attachment.store();
        StoreResources resources = store == main.store() ? main : StoreResources.of(store);
        try {
            if (resources != main) {
                if (store.id().equals(main.store().id()) && sameFile(store)) {
                    throw new BlazeSqlException(
                            SqlErrorCode.DUPLICATE_DATABASE, "a database cannot be attached to itself");
                }
                distributed.recover(store);
            }
        } catch (RuntimeException failure) {
            attachment.close();
            throw failure;
        }
        return new Database(definition.alias(), definition.source(), resources, attachment.namespace(), attachment);
    }

    private boolean sameFile(Store store) {
        return store.file() == null || store.file().equals(main.store().file());
    }

    private void close(Entry entry, boolean forget) {
        synchronized (entry) {
            entry.closed = true;
            Database database = entry.database;
            entry.database = null;
            if (database == null || database.attachment() == null) {
                return;
            }
            if (database.resources() != main) {
                database.resources().counters().release();
                database.resources().sequences().release();
            }
            if (forget) {
                database.attachment().detach();
            }
            database.attachment().close();
        }
    }

    private Database unavailable(AttachmentDefinition definition, @Nullable BlazeSqlException failure) {
        String error = failure == null ? null : failure.getMessage();
        AttachmentStatus status =
                new AttachmentStatus("", failure == null ? "CONNECTING" : "ERROR", 0, 0, -1, error, -1);
        return new Database(
                definition.alias(),
                definition.source(),
                main,
                definition.namespace(),
                new Unavailable(main.store(), definition.namespace(), status));
    }

    /** Stands for an attachment that is not open. */
    private record Unavailable(Store store, int namespace, AttachmentStatus status) implements Attachment {
        @Override
        public boolean isReadOnly() {
            return true;
        }

        @Override
        public void detach() {
            // There is nothing to forget.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    private void changeMain(Consumer<CatalogWriter> change) {
        for (int i = 0; ; i++) {
            try (WriteTransaction transaction = main.store().beginWrite(IsolationLevel.SNAPSHOT)) {
                change.accept(new CatalogWriter(transaction));
                transaction.commit();
                return;
            } catch (StoreException conflict) {
                if (conflict.code() != StoreErrorCode.WRITE_CONFLICT || i >= Limits.CONFLICT_RETRIES) {
                    throw SqlErrors.of(conflict);
                }
            }
        }
    }
}
