/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.security;

import io.blazedb.calcite.catalog.AttachmentDefinition;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.Commented;
import io.blazedb.calcite.catalog.DefaultRights;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.LinkDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.RoleDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition.Right;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as far as a role may know of it: tables on which it has some right, with the columns on which it has one and the keys
 * over those. For metadata only; plans are made of the whole catalog.
 */
public final class VisibleCatalog implements CatalogView {
    private final CatalogView catalog;
    private final Authorization role;

    private VisibleCatalog(CatalogView catalog, Authorization role) {
        this.catalog = catalog;
        this.role = role;
    }

    /** What a role may know of a catalog: of main's. Of attached databases it may know nothing. */
    public static CatalogView of(CatalogView catalog, Access access) {
        Authorization role = access.authorization();
        return role == null ? catalog : new VisibleCatalog(catalog, role);
    }

    @Override
    public long version() {
        return catalog.version();
    }

    @Override
    public @Nullable TableDefinition table(int namespace, String schema, String name) {
        TableDefinition table = isVisible(namespace, schema) ? catalog.table(namespace, schema, name) : null;
        return table == null ? null : visible(table);
    }

    @Override
    public boolean hasSchema(int namespace, String schema) {
        return catalog.hasSchema(namespace, schema) && isVisible(namespace, schema);
    }

    @Override
    public List<String> schemas(int namespace) {
        return catalog.schemas(namespace).stream()
                .filter(schema -> isVisible(namespace, schema))
                .toList();
    }

    private boolean isVisible(int namespace, String schema) {
        return namespace == 0 && role.touches(catalog.schemaSecurity(namespace, schema));
    }

    @Override
    public List<TableDefinition> tables(int namespace, String schema) {
        return isVisible(namespace, schema)
                ? catalog.tables(namespace, schema).stream()
                        .map(this::visible)
                        .filter(Objects::nonNull)
                        .toList()
                : List.of();
    }

    /** The part of a table that the role may know of, or null. */
    private @Nullable TableDefinition visible(TableDefinition table) {
        SecurityDefinition security = catalog.security(table.namespace(), table.schema(), table.name());
        if (!role.touches(security)) {
            return null;
        }
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            if (touches(security, table.columns().get(i).id())) {
                positions.add(i);
            }
        }
        boolean owned = role.owns(security);
        return positions.size() == table.columns().size() && owned ? table : limited(table, positions, owned);
    }

    private boolean touches(SecurityDefinition security, int column) {
        return role.owns(security)
                || security.rights().stream()
                        .anyMatch(right -> right.kind().isOfColumns()
                                && (right.column() == Right.ALL_COLUMNS || right.column() == column)
                                && role.hasRightsOf(right.grantee()));
    }

    private static TableDefinition limited(TableDefinition table, List<Integer> positions, boolean owned) {
        boolean all = positions.size() == table.columns().size();
        List<ColumnDefinition> columns = positions.stream()
                .map(position -> all
                        ? table.columns().get(position)
                        : withoutExpression(table.columns().get(position)))
                .toList();
        List<Integer> ids = columns.stream().map(ColumnDefinition::id).toList();
        boolean key = positions.containsAll(table.primaryKey());
        List<IndexDefinition> indexes = new ArrayList<>();
        for (IndexDefinition index : table.indexes()) {
            boolean plain =
                    index.isPlain() && index.columns().stream().allMatch(column -> positions.contains(column.column()));
            if (all) {
                indexes.add(index);
            } else if (plain) {
                indexes.add(index.withColumns(
                        index.columns().stream()
                                .map(column -> column.at(positions.indexOf(column.column())))
                                .toList(),
                        index.included().stream()
                                .filter(positions::contains)
                                .map(positions::indexOf)
                                .toList()));
            }
        }
        List<ForeignKeyDefinition> foreignKeys = table.foreignKeys().stream()
                .filter(foreign -> ids.containsAll(foreign.columns()))
                .toList();
        return new TableDefinition(
                table.tree(),
                table.namespace(),
                table.schema(),
                table.name(),
                table.kind(),
                table.version(),
                columns,
                key ? table.primaryKey().stream().map(positions::indexOf).toList() : List.of(),
                key ? table.primaryKeyName() : null,
                List.copyOf(indexes),
                all ? table.checks() : List.of(),
                // What a view asks for is its owner's business.
                owned ? table.viewSql() : table.isMaterializedView() ? "" : null,
                table.comment(),
                foreignKeys,
                all ? table.references() : List.of(),
                table.options());
    }

    /** What a column is computed from may be hidden. */
    private static ColumnDefinition withoutExpression(ColumnDefinition column) {
        return column.isGenerated()
                ? new ColumnDefinition(
                        column.id(),
                        column.name(),
                        column.type(),
                        column.nullable(),
                        null,
                        column.identity(),
                        column.comment(),
                        null,
                        column.domain())
                : column;
    }

    @Override
    public @Nullable TableStatistics statistics(TableDefinition table) {
        return null;
    }

    @Override
    public @Nullable String tableOfIndex(int namespace, String schema, String index) {
        String table = isVisible(namespace, schema) ? catalog.tableOfIndex(namespace, schema, index) : null;
        return table == null || table(namespace, schema, table) == null ? null : table;
    }

    @Override
    public @Nullable SequenceDefinition sequence(String schema, String name) {
        SequenceDefinition sequence = isVisible(0, schema) ? catalog.sequence(schema, name) : null;
        return sequence != null && isVisible(sequence) ? sequence : null;
    }

    @Override
    public List<SequenceDefinition> sequences(String schema) {
        return isVisible(0, schema)
                ? catalog.sequences(schema).stream().filter(this::isVisible).toList()
                : List.of();
    }

    private boolean isVisible(SequenceDefinition sequence) {
        return role.touches(catalog.security(0, sequence.schema(), sequence.name()));
    }

    @Override
    public @Nullable RoleDefinition role(String name) {
        return catalog.role(name);
    }

    @Override
    public List<RoleDefinition> roles() {
        return catalog.roles();
    }

    @Override
    public SecurityDefinition security(int namespace, String schema, String name) {
        return visible(catalog.security(namespace, schema, name));
    }

    @Override
    public SecurityDefinition schemaSecurity(int namespace, String schema) {
        return visible(catalog.schemaSecurity(namespace, schema));
    }

    /** An owner knows all rights on what it owns, others those that they have or gave. */
    private SecurityDefinition visible(SecurityDefinition security) {
        return role.owns(security)
                ? security
                : security.withRights(security.rights().stream()
                        .filter(right -> role.hasRightsOf(right.grantee()) || role.hasRightsOf(right.grantor()))
                        .toList());
    }

    @Override
    public List<DefaultRights> defaultRights() {
        return List.of();
    }

    @Override
    public @Nullable DomainDefinition domain(String schema, String name) {
        return isVisible(0, schema) ? catalog.domain(schema, name) : null;
    }

    @Override
    public List<DomainDefinition> domains(String schema) {
        return isVisible(0, schema) ? catalog.domains(schema) : List.of();
    }

    @Override
    public @Nullable PublicationDefinition publication(String name) {
        return null;
    }

    @Override
    public List<PublicationDefinition> publications() {
        return List.of();
    }

    @Override
    public List<GrantDefinition> grants(String publication) {
        return List.of();
    }

    @Override
    public List<GrantDefinition> grants() {
        return List.of();
    }

    @Override
    public @Nullable LinkDefinition link(String name) {
        return null;
    }

    @Override
    public List<LinkDefinition> links() {
        return List.of();
    }

    @Override
    public @Nullable String comment(Commented kind, String schema, String name) {
        return catalog.comment(kind, schema, name);
    }

    @Override
    public @Nullable String setting(String name) {
        return null;
    }

    @Override
    public @Nullable AttachmentDefinition attachment(String alias) {
        return null;
    }

    @Override
    public List<AttachmentDefinition> attachments() {
        return List.of();
    }
}
