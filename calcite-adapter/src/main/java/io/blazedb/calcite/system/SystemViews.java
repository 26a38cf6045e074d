/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.attachment.SystemViewSource;
import io.blazedb.calcite.catalog.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every system view, found by schema and name: the ones of this package and, in the schema {@code blaze}, those that other modules add as
 * {@link SystemViewSource}. Immutable; any number of threads.
 */
public final class SystemViews {
    public static final String INFORMATION_SCHEMA = "information_schema";
    public static final String BLAZE = "blaze";

    private final Map<String, Map<String, SystemView>> views;

    private SystemViews(Map<String, Map<String, SystemView>> views) {
        this.views = views;
    }

    /** All views that the class loader of this module can see. */
    public static SystemViews load() {
        Map<String, Map<String, SystemView>> views = new TreeMap<>();
        InformationSchemaViews.all().forEach(view -> add(views, view));
        DomainViews.all().forEach(view -> add(views, view));
        BlazeViews.all().forEach(view -> add(views, view));
        SecurityViews.all().forEach(view -> add(views, view));
        for (SystemViewSource source : ServiceLoader.load(SystemViewSource.class, SystemViews.class.getClassLoader())) {
            for (SystemViewSource.View view : source.views()) {
                add(
                        views,
                        new SystemView(
                                SystemView.definition(BLAZE, view.name(), view.columns()),
                                (context, rows) -> view.rows(context.engine()).forEach(rows)));
            }
        }
        return new SystemViews(views);
    }

    private static void add(Map<String, Map<String, SystemView>> views, SystemView view) {
        views.computeIfAbsent(view.definition().schema(), schema -> new TreeMap<>())
                .put(view.definition().name(), view);
    }

    /** The schemas that hold system views, ordered by name. */
    public List<String> schemas() {
        return List.copyOf(views.keySet());
    }

    /** The definition of a view, or null. */
    public @Nullable TableDefinition table(String schema, String name) {
        SystemView view = views.getOrDefault(schema, Map.of()).get(name);
        return view == null ? null : view.definition();
    }

    /** The views of a schema, ordered by name. */
    public List<TableDefinition> tables(String schema) {
        List<TableDefinition> tables = new ArrayList<>();
        for (SystemView view : views.getOrDefault(schema, Map.of()).values()) {
            tables.add(view.definition());
        }
        return tables;
    }

    /** Rows of a view at this moment, as internal values. */
    public List<@Nullable Object[]> rows(SystemContext context, TableDefinition view) {
        SystemView found = views.getOrDefault(view.schema(), Map.of()).get(view.name());
        if (found == null) {
            throw new IllegalArgumentException("no system view " + view.schema() + "." + view.name());
        }
        return found.rows(context);
    }
}
