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
        Optional<TableDefinition> known = tables.get(key);
        if (known != null) {
            return known.orElse(null);
        }
        TableDefinition loaded = load.apply(key);
        if (tables.size() >= Limits.DEFINITIONS_CACHED) {
            tables.clear();
        }
        Optional<TableDefinition> first = tables.putIfAbsent(key, Optional.ofNullable(loaded));
        return first == null ? loaded : first.orElse(null);
    }
}
