/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.ReadTransaction;
import java.util.LinkedHashMap;
import java.util.Map;

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

    /** The catalog as the transaction sees it; valid until the transaction ends or changes the catalog. */
    public CatalogView view(ReadTransaction transaction) {
        long version = version(transaction);
        DefinitionCache cache;
        synchronized (caches) {
            cache = caches.computeIfAbsent(version, key -> new DefinitionCache());
        }
        return new StoredCatalog(transaction, version, cache);
    }

    /** The catalog's version as the transaction sees it; 0 for a new store. */
    public static long version(ReadTransaction transaction) {
        byte[] version = transaction.get(CatalogTrees.CATALOG, VERSION_KEY);
        return version == null ? 0 : BigEndian.getLong(version, 0);
    }
}
