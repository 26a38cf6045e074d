/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Table definitions of one catalog version, those that do not exist included. */
final class DefinitionCache {
    /** A table's full name. */
    record Key(int namespace, String schema, String name) {}

    private final ConcurrentHashMap<Key, Optional<TableDefinition>> tables = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Key, Optional<TableStatistics>> statistics = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<Key, Optional<SecurityDefinition>> securities = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Optional<RoleDefinition>> roles = new ConcurrentHashMap<>();

    /** Links are looked at for every written row. */
    private volatile @Nullable List<LinkDefinition> links;

    List<LinkDefinition> links(Supplier<List<LinkDefinition>> load) {
        List<LinkDefinition> known = links;
        if (known == null) {
            known = List.copyOf(load.get());
            links = known;
        }
        return known;
    }

    @Nullable
    TableDefinition table(Key key, Function<Key, @Nullable TableDefinition> load) {
        return cached(tables, key, load);
    }

    @Nullable
    TableStatistics statistics(Key key, Function<Key, @Nullable TableStatistics> load) {
        return cached(statistics, key, load);
    }

    @Nullable
    SecurityDefinition security(Key key, Function<Key, @Nullable SecurityDefinition> load) {
        return cached(securities, key, load);
    }

    @Nullable
    RoleDefinition role(String name, Function<String, @Nullable RoleDefinition> load) {
        return cached(roles, name, load);
    }

    private static <K, T> @Nullable T cached(
            ConcurrentHashMap<K, Optional<T>> cache, K key, Function<K, @Nullable T> load) {
        Optional<T> known = cache.get(key);
        if (known != null) {
            return known.orElse(null);
        }
        T loaded = load.apply(key);
        if (cache.size() >= Limits.DEFINITIONS_CACHED) {
            cache.clear();
        }
        Optional<T> first = cache.putIfAbsent(key, Optional.ofNullable(loaded));
        return first == null ? loaded : first.orElse(null);
    }
}
