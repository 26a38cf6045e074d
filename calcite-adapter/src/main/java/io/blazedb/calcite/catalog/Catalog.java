/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of one store. Its definitions are cached by catalog version; every change gives the catalog a new random version, so that
 * equal versions mean equal catalogs, in whichever transaction and process.
 *
 * <p>Threading: safe for any number of threads; a {@link CatalogView} for one at a time.
 */
public final class Catalog {
    static final byte[] VERSION_KEY = CatalogTrees.key(CatalogTrees.VERSION, 0, "", "");

    private final Map<Long, DefinitionCache> caches = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, DefinitionCache> eldest) {
            return size() > Limits.CATALOG_VERSIONS_CACHED;
        }
    };

    /**
     * What was found in the view of one commit.
     *
     * @param sequence the commit
     */
    private record Found(long sequence, long version, DefinitionCache cache) {}

    private volatile @Nullable Found lastFound;

    /** As {@link #view}, for a transaction that has changed nothing: views of the same commit look only once. */
    public CatalogView committedView(ReadTransaction transaction) {
        Found found = lastFound;
        if (found == null || found.sequence() != transaction.sequence()) {
            long version = version(transaction);
            found = new Found(transaction.sequence(), version, cache(version));
            lastFound = found;
        }
        return new StoredCatalog(transaction, found.version(), found.cache());
    }

    /** The catalog as the transaction sees it; valid until the transaction ends or changes the catalog. */
    public CatalogView view(ReadTransaction transaction) {
        long version = version(transaction);
        return new StoredCatalog(transaction, version, cache(version));
    }

    private DefinitionCache cache(long version) {
        synchronized (caches) {
            return caches.computeIfAbsent(version, key -> new DefinitionCache());
        }
    }

    /** The catalog's version as the transaction sees it; 0 for a new store. */
    public static long version(ReadTransaction transaction) {
        byte[] version = transaction.get(CatalogTrees.CATALOG, VERSION_KEY);
        return version == null ? 0 : BigEndian.getLong(version, 0);
    }

    /** Makes the commit fail if another transaction changes the catalog meanwhile. */
    public static void requireUnchanged(WriteTransaction transaction) {
        transaction.dependOn(CatalogTrees.CATALOG, VERSION_KEY);
    }
}
