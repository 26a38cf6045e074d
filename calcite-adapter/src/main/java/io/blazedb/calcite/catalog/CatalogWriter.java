/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.BigEndian;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.column.TreeLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes the catalog inside a transaction. Checks nothing: whoever calls it has.
 *
 * <p>Every change gives the catalog a new version, so two transactions that change the same catalog conflict and the second one to
 * commit fails. One thread at a time.
 */
public final class CatalogWriter {
    private final WriteTransaction transaction;

    public CatalogWriter(WriteTransaction transaction) {
        this.transaction = transaction;
    }

    /** The id of a tree that was never used before. */
    public long allocateTree() {
        return allocate("tree", CatalogTrees.FIRST_USER_TREE);
    }

    /** A namespace that was never used before; 1 or above. */
    public int allocateNamespace() {
        return Math.toIntExact(allocate("namespace", 1));
    }

    public void putSchema(int namespace, String schema) {
        put(CatalogTrees.SCHEMA, namespace, schema, "", new byte[0]);
    }

    public void dropSchema(int namespace, String schema) {
        delete(CatalogTrees.SCHEMA, namespace, schema, "");
        if (namespace == 0) {
            putComment(Commented.SCHEMA, "", schema, null);
        }
        delete(CatalogTrees.SECURITY, namespace, schema, "");
    }

    /** Creates or replaces a table or view, and the names of its indexes. */
    public void putTable(TableDefinition table) {
        put(CatalogTrees.TABLE, table.namespace(), table.schema(), table.name(), CatalogRecords.encode(table));
        byte[] name = table.name().getBytes(StandardCharsets.UTF_8);
        for (IndexDefinition index : table.indexes()) {
            put(CatalogTrees.INDEX, table.namespace(), table.schema(), index.name(), name);
        }
        TreeLayout layout = table.tree() == 0 ? null : transaction.layout(table.tree());
        if (layout != null) {
            TreeLayout changed = ColumnLayout.of(table, layout);
            if (!changed.equals(layout)) {
                transaction.defineLayout(table.tree(), changed);
            }
        }
    }

    /** Creates a table whose leaves keep its columns apart; from then on the layout follows the table. */
    public void putTableByColumn(TableDefinition table) {
        if (ColumnLayout.isPossible(table)) {
            transaction.defineLayout(table.tree(), ColumnLayout.of(table, null));
        }
        putTable(table);
    }

    /** Replaces a table by its changed or renamed form. */
    public void replaceTable(TableDefinition old, TableDefinition changed) {
        byte[] statistics = transaction.get(
                CatalogTrees.CATALOG,
                CatalogTrees.key(CatalogTrees.STATISTICS, old.namespace(), old.schema(), old.name()));
        SecurityDefinition security =
                new Catalog().view(transaction).security(old.namespace(), old.schema(), old.name());
        forgetTable(old);
        putTable(changed);
        List<Integer> columns =
                changed.columns().stream().map(ColumnDefinition::id).toList();
        putSecurity(changed.namespace(), changed.schema(), changed.name(), security.withoutColumns(columns));
        if (statistics != null) {
            put(CatalogTrees.STATISTICS, changed.namespace(), changed.schema(), changed.name(), statistics);
        }
    }

    /** Keeps what ANALYZE found out about a table. */
    public void putStatistics(TableDefinition table, TableStatistics statistics) {
        put(
                CatalogTrees.STATISTICS,
                table.namespace(),
                table.schema(),
                table.name(),
                CatalogRecords.encode(statistics));
    }

    /** Drops a table or view with its rows and index entries. */
    public void dropTable(TableDefinition table) {
        forgetTable(table);
        if (table.tree() != 0) {
            transaction.clear(table.tree());
            if (transaction.layout(table.tree()) != null) {
                transaction.defineLayout(table.tree(), null);
            }
        }
        for (IndexDefinition index : table.indexes()) {
            putComment(Commented.INDEX, table.schema(), index.name(), null);
            transaction.clear(index.tree());
        }
    }

    /** Drops an index's entries; its table's definition is to be put without it. */
    public void dropIndex(TableDefinition table, IndexDefinition index) {
        delete(CatalogTrees.INDEX, table.namespace(), table.schema(), index.name());
        putComment(Commented.INDEX, table.schema(), index.name(), null);
        transaction.clear(index.tree());
    }

    public void putSequence(SequenceDefinition sequence) {
        put(CatalogTrees.SEQUENCE, 0, sequence.schema(), sequence.name(), CatalogRecords.encode(sequence));
    }

    public void dropSequence(SequenceDefinition sequence) {
        delete(CatalogTrees.SEQUENCE, 0, sequence.schema(), sequence.name());
        putComment(Commented.SEQUENCE, sequence.schema(), sequence.name(), null);
        delete(CatalogTrees.SECURITY, 0, sequence.schema(), sequence.name());
    }

    public void putDomain(DomainDefinition domain) {
        put(CatalogTrees.DOMAIN, 0, domain.schema(), domain.name(), CatalogRecords.encode(domain));
    }

    /** Drops a domain that no column uses. */
    public void dropDomain(DomainDefinition domain) {
        delete(CatalogTrees.DOMAIN, 0, domain.schema(), domain.name());
    }

    public void putPublication(PublicationDefinition publication) {
        put(CatalogTrees.PUBLICATION, 0, publication.name(), "", CatalogRecords.encode(publication));
    }

    /** Drops a publication; its grants are to be dropped first. */
    public void dropPublication(String name) {
        delete(CatalogTrees.PUBLICATION, 0, name, "");
        putComment(Commented.PUBLICATION, "", name, null);
    }

    public void putGrant(GrantDefinition grant) {
        put(CatalogTrees.GRANT, 0, grant.publication(), grantName(grant), CatalogRecords.encode(grant));
    }

    public void dropGrant(GrantDefinition grant) {
        delete(CatalogTrees.GRANT, 0, grant.publication(), grantName(grant));
    }

    public void putLink(LinkDefinition link) {
        put(CatalogTrees.LINK, 0, link.name(), "", CatalogRecords.encode(link));
    }

    public void dropLink(String name) {
        delete(CatalogTrees.LINK, 0, name, "");
    }

    /** Sets what COMMENT ON says of something; null removes it. */
    public void putComment(Commented kind, String schema, String name, @Nullable String text) {
        String place = commentPlace(kind, schema);
        if (text != null) {
            put(CatalogTrees.COMMENT, 0, place, name, text.getBytes(StandardCharsets.UTF_8));
        } else if (transaction.get(CatalogTrees.CATALOG, CatalogTrees.key(CatalogTrees.COMMENT, 0, place, name))
                != null) {
            delete(CatalogTrees.COMMENT, 0, place, name);
        }
    }

    static String commentPlace(Commented kind, String schema) {
        return kind + " " + schema;
    }

    /** Sets a setting of the database; null removes it. */
    public void putSetting(String name, @Nullable String value) {
        if (value == null) {
            delete(CatalogTrees.SETTING, 0, name, "");
        } else {
            put(CatalogTrees.SETTING, 0, name, "", value.getBytes(StandardCharsets.UTF_8));
        }
    }

    public void putRole(RoleDefinition role) {
        put(CatalogTrees.ROLE, 0, role.name(), "", SecurityRecords.encode(role));
    }

    public void dropRole(String name) {
        delete(CatalogTrees.ROLE, 0, name, "");
        putComment(Commented.ROLE, "", name, null);
    }

    /** Says whose a table, view or sequence is and who may do what with it. */
    public void putSecurity(int namespace, String schema, String name, SecurityDefinition security) {
        if (security.equals(SecurityDefinition.NONE)) {
            delete(CatalogTrees.SECURITY, namespace, schema, name);
        } else {
            put(CatalogTrees.SECURITY, namespace, schema, name, SecurityRecords.encode(security));
        }
    }

    /** Says whose a schema is and who may do what in it. */
    public void putSchemaSecurity(int namespace, String schema, SecurityDefinition security) {
        put(CatalogTrees.SECURITY, namespace, schema, "", SecurityRecords.encode(security));
    }

    /** Replaces the rights that new things of a kind have; none removes them. */
    public void putDefaultRights(DefaultRights rights) {
        String second = rights.objects() + " " + rights.schema();
        if (rights.rights().isEmpty()) {
            delete(CatalogTrees.DEFAULT_RIGHTS, 0, rights.role(), second);
        } else {
            put(CatalogTrees.DEFAULT_RIGHTS, 0, rights.role(), second, SecurityRecords.encode(rights));
        }
    }

    public void putAttachment(AttachmentDefinition attachment) {
        put(CatalogTrees.ATTACHMENT, 0, attachment.alias(), "", CatalogRecords.encode(attachment));
    }

    public void dropAttachment(String alias) {
        delete(CatalogTrees.ATTACHMENT, 0, alias, "");
    }

    /**
     * Makes the given tables the only ones of a replica's namespace. A table that is there with the same columns and primary key keeps
     * its rows; others start empty, and what is no longer named goes with its rows.
     *
     * @param tables definitions whose tree ids mean nothing
     * @return the definitions as stored
     */
    public List<TableDefinition> replaceNamespaceTables(int namespace, List<TableDefinition> tables) {
        CatalogView view = new Catalog().view(transaction);
        List<TableDefinition> present = new ArrayList<>();
        for (String schema : view.schemas(namespace)) {
            present.addAll(view.tables(namespace, schema));
        }
        List<TableDefinition> stored = new ArrayList<>(tables.size());
        for (TableDefinition wanted : tables) {
            TableDefinition same = null;
            for (TableDefinition old : present) {
                if (old.schema().equals(wanted.schema()) && old.name().equals(wanted.name())) {
                    same = old;
                }
            }
            if (same != null
                    && same.columns().equals(wanted.columns())
                    && same.primaryKey().equals(wanted.primaryKey())) {
                present.remove(same);
                stored.add(same);
                continue;
            }
            TableDefinition created = withTrees(namespace, wanted);
            if (!wanted.schema().equals("public")) {
                putSchema(namespace, wanted.schema());
            }
            stored.add(created);
        }
        present.forEach(this::dropTable);
        stored.forEach(this::putTable);
        return stored;
    }

    /** Drops all tables and schemas of a namespace. */
    public void dropNamespace(int namespace) {
        replaceNamespaceTables(namespace, List.of());
        for (String schema : new Catalog().view(transaction).schemas(namespace)) {
            dropSchema(namespace, schema);
        }
    }

    private TableDefinition withTrees(int namespace, TableDefinition table) {
        List<IndexDefinition> indexes = new ArrayList<>();
        for (IndexDefinition index : table.indexes()) {
            indexes.add(index.withTree(allocateTree()));
        }
        return new TableDefinition(
                allocateTree(),
                namespace,
                table.schema(),
                table.name(),
                table.kind(),
                table.version(),
                table.columns(),
                table.primaryKey(),
                table.primaryKeyName(),
                indexes,
                table.checks(),
                table.viewSql(),
                table.comment());
    }

    private void forgetTable(TableDefinition table) {
        delete(CatalogTrees.TABLE, table.namespace(), table.schema(), table.name());
        delete(CatalogTrees.STATISTICS, table.namespace(), table.schema(), table.name());
        delete(CatalogTrees.SECURITY, table.namespace(), table.schema(), table.name());
        for (IndexDefinition index : table.indexes()) {
            delete(CatalogTrees.INDEX, table.namespace(), table.schema(), index.name());
        }
    }

    private static String grantName(GrantDefinition grant) {
        return grant.privilege() + " " + grant.granteeKind() + " " + grant.grantee();
    }

    private long allocate(String counter, long first) {
        byte[] key = CatalogTrees.key(CatalogTrees.COUNTER, 0, counter, "");
        byte[] next = transaction.get(CatalogTrees.CATALOG, key);
        long value = next == null ? first : BigEndian.getLong(next, 0);
        transaction.put(CatalogTrees.CATALOG, key, BigEndian.key(value + 1));
        return value;
    }

    private void put(short kind, int namespace, String name, String second, byte[] record) {
        transaction.put(CatalogTrees.CATALOG, CatalogTrees.key(kind, namespace, name, second), record);
        renew();
    }

    private void delete(short kind, int namespace, String name, String second) {
        transaction.delete(CatalogTrees.CATALOG, CatalogTrees.key(kind, namespace, name, second));
        renew();
    }

    private void renew() {
        transaction.put(
                CatalogTrees.CATALOG,
                Catalog.VERSION_KEY,
                BigEndian.key(UUID.randomUUID().getMostSignificantBits()));
    }
}
