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
 * {@link SystemViewSource}. Any number of threads.
 */
public final class SystemViews {
    public static final String INFORMATION_SCHEMA = "information_schema";
    public static final String BLAZE = "blaze";
    /** Found without its name, too, behind the schemas of the search path. */
    public static final String PG_CATALOG = "pg_catalog";

    private static final List<String> SCHEMAS = List.of(BLAZE, INFORMATION_SCHEMA, PG_CATALOG);

    /** Made when one of them is first asked for: short statements are through before. */
    private volatile @Nullable Map<String, Map<String, SystemView>> views;

    private Map<String, SystemView> views(String schema) {
        if (!SCHEMAS.contains(schema)) {
            return Map.of();
        }
        Map<String, Map<String, SystemView>> all = views;
        if (all == null) {
            all = load();
            views = all;
        }
        return all.getOrDefault(schema, Map.of());
    }

    /** All views that the class loader of this module can see. */
    private static Map<String, Map<String, SystemView>> load() {
        Map<String, Map<String, SystemView>> views = new TreeMap<>();
        InformationSchemaViews.all().forEach(view -> add(views, view));
        DomainViews.all().forEach(view -> add(views, view));
        UsageViews.all().forEach(view -> add(views, view));
        BlazeViews.all().forEach(view -> add(views, view));
        SecurityViews.all().forEach(view -> add(views, view));
        PgCatalogViews.all().forEach(view -> add(views, view));
        PgListViews.all().forEach(view -> add(views, view));
        for (SystemViewSource source : ServiceLoader.load(SystemViewSource.class, SystemViews.class.getClassLoader())) {
            for (SystemViewSource.View view : source.views()) {
                add(
                        views,
                        new SystemView(
                                SystemView.definition(BLAZE, view.name(), view.columns()),
                                (context, rows) -> view.rows(context.engine()).forEach(rows)));
            }
        }
        return views;
    }

    private static void add(Map<String, Map<String, SystemView>> views, SystemView view) {
        views.computeIfAbsent(view.definition().schema(), schema -> new TreeMap<>())
                .put(view.definition().name(), view);
    }

    /** The schemas that hold system views, ordered by name. */
    public List<String> schemas() {
        return SCHEMAS;
    }

    /** The definition of a view, or null. */
    public @Nullable TableDefinition table(String schema, String name) {
        SystemView view = views(schema).get(name);
        return view == null ? null : view.definition();
    }

    /** The views of a schema, ordered by name. */
    public List<TableDefinition> tables(String schema) {
        List<TableDefinition> tables = new ArrayList<>();
        for (SystemView view : views(schema).values()) {
            tables.add(view.definition());
        }
        return tables;
    }

    /** Rows of a view at this moment, as internal values. */
    public List<@Nullable Object[]> rows(SystemContext context, TableDefinition view) {
        SystemView found = views(view.schema()).get(view.name());
        if (found == null) {
            throw new IllegalArgumentException("no system view " + view.schema() + "." + view.name());
        }
        return found.rows(context);
    }
}
