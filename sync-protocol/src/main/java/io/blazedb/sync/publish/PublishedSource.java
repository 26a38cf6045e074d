/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.plan.PublishedView;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a published table or view are stored, and which of them are let out: those that the publication's condition, the
 * view's and the policies of the stored table admit. A subscriber is no role of the database, so the policies for PUBLIC are its policies;
 * what cannot be evaluated over a row alone makes the publication invalid.
 */
final class PublishedSource {
    /** A column, by its plain name, compared with a number, a text without quotes in it, TRUE or FALSE. */
    private static final Pattern COMPARISON = Pattern.compile(
            "\\(*\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*(?:=|<>|<=|>=|<|>)\\s*(?:-?[0-9]+(?:\\.[0-9]+)?|'[^'\\\\]*'|(?i:true|false))\\s*\\)*");

    private final PublishedTable published;
    private final TableDefinition relation;
    private final @Nullable PublishedView view;
    private final @Nullable String policies;

    private PublishedSource(
            PublishedTable published,
            TableDefinition relation,
            @Nullable PublishedView view,
            @Nullable String policies) {
        this.published = published;
        this.relation = relation;
        this.view = view;
        this.policies = policies;
    }

    /**
     * The source as a state of the catalog has it.
     *
     * @throws SyncException INVALID_PUBLICATION
     */
    static PublishedSource of(CatalogView catalog, PublishedTable published, ConditionCompiler conditions) {
        TableDefinition relation = catalog.table(0, published.schema(), published.table());
        if (relation == null || relation.kind() == TableDefinition.Kind.SYSTEM_VIEW) {
            throw invalid(published, "does not exist");
        }
        PublishedView view = null;
        if (relation.kind() == TableDefinition.Kind.VIEW) {
            try {
                view = conditions.view(catalog, relation);
            } catch (BlazeSqlException e) {
                throw invalid(published, "is no longer a view of one table's rows");
            }
        }
        TableDefinition stored = view == null ? relation : view.base();
        return new PublishedSource(published, relation, view, TableRights.ofSubscribers(catalog, stored));
    }

    /** The table or view under its published name. */
    TableDefinition relation() {
        return relation;
    }

    /** The table that holds the rows. */
    TableDefinition stored() {
        return view == null ? relation : view.base();
    }

    boolean isView() {
        return view != null;
    }

    /** Place in {@link #stored} of a column of {@link #relation}; -1 if a view computes it. */
    int storedPlace(int position) {
        return view == null ? position : view.columns().get(position);
    }

    boolean publishes(String column) {
        return published.columns().contains(column);
    }

    /** What each publication, narrowed by a subscriber's own conditions, shows of which tables; for people. */
    static Map<String, String> described(
            CatalogView catalog,
            List<PublicationDefinition> publications,
            Map<String, String> ownConditions,
            ConditionCompiler conditions) {
        Map<String, String> described = new TreeMap<>();
        for (PublicationDefinition publication : publications) {
            List<String> tables = new ArrayList<>();
            for (PublishedTable table : publication.tables()) {
                tables.add(of(catalog, table, conditions).described());
            }
            new TreeMap<>(ownConditions)
                    .forEach((table, own) ->
                            tables.add("of which " + (table.isEmpty() ? "" : table + " ") + "WHERE (" + own + ")"));
            described.put(publication.name(), String.join("; ", tables));
        }
        return described;
    }

    /** What is let out, for people: the columns, and the conditions of the publication and of policies. */
    String described() {
        List<String> names = new ArrayList<>();
        for (ColumnDefinition column : relation.columns()) {
            if (publishes(column.name())) {
                names.add(column.name());
            }
        }
        List<String> conditions = new ArrayList<>();
        if (published.whereSql() != null) {
            conditions.add("(" + published.whereSql() + ")");
        }
        if (policies != null) {
            conditions.add("(" + policies + ")");
        }
        return relation.schema() + "." + relation.name() + " (" + String.join(", ", names) + ")"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions));
    }

    /** All that decides which rows are let out, as text: equal for equal rules. */
    String text() {
        String where = published.whereSql();
        StringBuilder text = new StringBuilder(where == null ? "" : where);
        if (policies != null) {
            text.append("\0policies\0").append(policies);
        }
        if (view != null) {
            text.append("\0view\0").append(view.signature());
        }
        return text.toString();
    }

    /**
     * Places in the stored row of the columns that alone decide about a row, where that is plain to see: the publication's condition consists of
     * comparisons of columns with literals, and there is no other one.
     */
    int @Nullable [] decidingColumns() {
        String where = published.whereSql();
        if (policies != null || view != null) {
            return null;
        }
        if (where == null) {
            return new int[0];
        }
        String[] comparisons = where.strip().split("(?i)\\s+AND\\s+", -1);
        int[] columns = new int[comparisons.length];
        for (int i = 0; i < columns.length; i++) {
            Matcher comparison = COMPARISON.matcher(comparisons[i]);
            columns[i] = comparison.matches()
                    ? relation.columnIndex(comparison.group(1).toLowerCase(Locale.ROOT))
                    : -1;
            if (columns[i] < 0) {
                return null;
            }
        }
        return columns;
    }

    /**
     * The condition over stored rows; null for all rows.
     *
     * @throws SyncException INVALID_PUBLICATION; what is wrong with a condition is not the subscriber's business
     */
    @Nullable
    RowPredicate rows(ConditionCompiler conditions) {
        List<RowPredicate> all = new ArrayList<>();
        try {
            if (policies != null) {
                all.add(conditions.compile(stored(), policies));
            }
            PublishedView seen = view;
            if (seen != null) {
                all.add(seen.rows());
            }
            String where = published.whereSql();
            if (where != null) {
                RowPredicate own = conditions.compile(relation, where);
                all.add(seen == null ? own : (row, context) -> own.evaluate(seen.row(row), context));
            }
        } catch (BlazeSqlException e) {
            throw invalid(published, "has a condition that cannot be evaluated");
        }
        if (all.size() < 2) {
            return all.isEmpty() ? null : all.get(0);
        }
        return (row, context) -> {
            for (RowPredicate predicate : all) {
                if (!predicate.test(row, context)) {
                    return false;
                }
            }
            return true;
        };
    }

    static SyncException invalid(PublishedTable table, String why) {
        return new SyncException(
                SyncErrorCode.INVALID_PUBLICATION, "table " + table.schema() + "." + table.table() + " " + why);
    }

    SyncException invalid(String why) {
        return invalid(published, why);
    }
}
