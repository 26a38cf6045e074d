/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A prefix of a name, so far as Calcite has followed it. Every table is looked up by its whole name when it is asked for; nothing is
 * listed.
 *
 * <p>Calcite takes the first part of a name for a schema as soon as there is one of that name. So the root has a schema for each number
 * of parts a name can have, and below it a name means a schema or a table by its place alone.
 */
public final class NameSchema extends AbstractSchema {
    private static final int PARTS_MAX = 3;
    private static final String MARK = "\u0000";

    private final int parts;
    private final List<String> prefix;
    private final Function<List<String>, @Nullable BlazeTable> tables;

    /** The root of all names. */
    public NameSchema(Function<List<String>, @Nullable BlazeTable> tables) {
        this(0, List.of(), tables);
    }

    private NameSchema(int parts, List<String> prefix, Function<List<String>, @Nullable BlazeTable> tables) {
        this.parts = parts;
        this.prefix = prefix;
        this.tables = tables;
    }

    /** Where Calcite shall look for a name. */
    public static List<List<String>> paths() {
        return List.of(List.of(MARK + 1), List.of(MARK + 2), List.of(MARK + 3), List.of());
    }

    /** The name as the user wrote it, of a table that was found here. */
    public static List<String> written(List<String> path) {
        return path.get(0).startsWith(MARK) && path.size() > 1 ? path.subList(1, path.size()) : path;
    }

    @Override
    public Lookup<Table> tables() {
        return new ByName<>(name -> prefix.size() + 1 == parts ? tables.apply(extended(name)) : null);
    }

    @Override
    public Lookup<? extends Schema> subSchemas() {
        return new ByName<Schema>(this::subSchema);
    }

    private @Nullable Schema subSchema(String name) {
        if (parts > 0) {
            return prefix.size() + 1 < parts ? new NameSchema(parts, extended(name), tables) : null;
        }
        for (int i = 1; i <= PARTS_MAX; i++) {
            if (name.equals(MARK + i)) {
                return new NameSchema(i, List.of(), tables);
            }
        }
        return null;
    }

    private List<String> extended(String name) {
        List<String> names = new ArrayList<>(prefix);
        names.add(name);
        return names;
    }

    private record ByName<T>(Function<String, @Nullable T> find) implements Lookup<T> {
        @Override
        public @Nullable T get(String name) {
            return find.apply(name);
        }

        @Override
        public @Nullable Named<T> getIgnoreCase(String name) {
            T found = find.apply(name);
            return found == null ? null : new Named<>(name, found);
        }

        @Override
        public Set<String> getNames(LikePattern pattern) {
            return Set.of();
        }
    }
}
