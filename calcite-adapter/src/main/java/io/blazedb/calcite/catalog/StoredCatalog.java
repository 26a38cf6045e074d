/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.bytes.KeyRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The catalog in a transaction's view of the store. */
final class StoredCatalog implements CatalogView {
    private final ReadTransaction transaction;
    private final long version;
    private final DefinitionCache cache;

    StoredCatalog(ReadTransaction transaction, long version, DefinitionCache cache) {
        this.transaction = transaction;
        this.version = version;
        this.cache = cache;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public @Nullable TableDefinition table(int namespace, String schema, String name) {
        return cache.table(new DefinitionCache.Key(namespace, schema, name), key -> {
            byte[] record = get(CatalogTrees.TABLE, key.namespace(), key.schema(), key.name());
            return record == null ? null : CatalogRecords.table(record);
        });
    }

    @Override
    public boolean hasSchema(int namespace, String schema) {
        return schema.equals("public") || get(CatalogTrees.SCHEMA, namespace, schema, "") != null;
    }

    @Override
    public List<String> schemas(int namespace) {
        List<String> schemas = new ArrayList<>();
        schemas.add("public");
        byte[] prefix = CatalogTrees.prefix(CatalogTrees.SCHEMA, namespace);
        try (Cursor cursor = transaction.scan(CatalogTrees.CATALOG, KeyRange.prefix(prefix))) {
            while (cursor.next()) {
                Object name = CatalogTrees.decode(cursor.key().toByteArray())[2];
                if (name instanceof String schema && !schema.equals("public")) {
                    schemas.add(schema);
                }
            }
        }
        schemas.sort(null);
        return schemas;
    }

    @Override
    public List<TableDefinition> tables(int namespace, String schema) {
        return list(CatalogTrees.prefix(CatalogTrees.TABLE, namespace, schema), CatalogRecords::table);
    }

    @Override
    public @Nullable TableStatistics statistics(TableDefinition table) {
        return cache.statistics(new DefinitionCache.Key(table.namespace(), table.schema(), table.name()), key -> {
            byte[] record = get(CatalogTrees.STATISTICS, key.namespace(), key.schema(), key.name());
            return record == null ? null : CatalogRecords.statistics(record);
        });
    }

    @Override
    public @Nullable String tableOfIndex(int namespace, String schema, String index) {
        byte[] table = get(CatalogTrees.INDEX, namespace, schema, index);
        return table == null ? null : new String(table, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable SequenceDefinition sequence(String schema, String name) {
        byte[] record = get(CatalogTrees.SEQUENCE, 0, schema, name);
        return record == null ? null : CatalogRecords.sequence(record);
    }

    @Override
    public List<SequenceDefinition> sequences(String schema) {
        return list(CatalogTrees.prefix(CatalogTrees.SEQUENCE, 0, schema), CatalogRecords::sequence);
    }

    @Override
    public @Nullable DomainDefinition domain(String schema, String name) {
        byte[] record = get(CatalogTrees.DOMAIN, 0, schema, name);
        return record == null ? null : CatalogRecords.domain(record);
    }

    @Override
    public List<DomainDefinition> domains(String schema) {
        return list(CatalogTrees.prefix(CatalogTrees.DOMAIN, 0, schema), CatalogRecords::domain);
    }

    @Override
    public @Nullable PublicationDefinition publication(String name) {
        byte[] record = get(CatalogTrees.PUBLICATION, 0, name, "");
        return record == null ? null : CatalogRecords.publication(record);
    }

    @Override
    public List<PublicationDefinition> publications() {
        return list(CatalogTrees.prefix(CatalogTrees.PUBLICATION, 0), CatalogRecords::publication);
    }

    @Override
    public List<GrantDefinition> grants(String publication) {
        return list(CatalogTrees.prefix(CatalogTrees.GRANT, 0, publication), CatalogRecords::grant);
    }

    @Override
    public List<GrantDefinition> grants() {
        return list(CatalogTrees.prefix(CatalogTrees.GRANT, 0), CatalogRecords::grant);
    }

    @Override
    public @Nullable String comment(Commented kind, String schema, String name) {
        byte[] record = get(CatalogTrees.COMMENT, 0, CatalogWriter.commentPlace(kind, schema), name);
        return record == null ? null : new String(record, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String setting(String name) {
        byte[] record = get(CatalogTrees.SETTING, 0, name, "");
        return record == null ? null : new String(record, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable LinkDefinition link(String name) {
        byte[] record = get(CatalogTrees.LINK, 0, name, "");
        return record == null ? null : CatalogRecords.link(record);
    }

    @Override
    public List<LinkDefinition> links() {
        return cache.links(() -> list(CatalogTrees.prefix(CatalogTrees.LINK, 0), CatalogRecords::link));
    }

    @Override
    public @Nullable RoleDefinition role(String name) {
        if (name.equals(RoleDefinition.OWNER)) {
            return RoleDefinition.OWNER_ROLE;
        }
        return cache.role(name, key -> {
            byte[] record = get(CatalogTrees.ROLE, 0, key, "");
            return record == null ? null : SecurityRecords.role(record);
        });
    }

    @Override
    public List<RoleDefinition> roles() {
        List<RoleDefinition> roles = list(CatalogTrees.prefix(CatalogTrees.ROLE, 0), SecurityRecords::role);
        roles.add(RoleDefinition.OWNER_ROLE);
        roles.sort(Comparator.comparing(RoleDefinition::name));
        return roles;
    }

    @Override
    public SecurityDefinition security(int namespace, String schema, String name) {
        SecurityDefinition security = cache.security(new DefinitionCache.Key(namespace, schema, name), key -> {
            byte[] record = get(CatalogTrees.SECURITY, key.namespace(), key.schema(), key.name());
            return record == null ? null : SecurityRecords.security(record);
        });
        return security == null ? SecurityDefinition.NONE : security;
    }

    @Override
    public SecurityDefinition schemaSecurity(int namespace, String schema) {
        SecurityDefinition security = security(namespace, schema, "");
        return security.equals(SecurityDefinition.NONE) && schema.equals("public") && isUntouched(namespace)
                ? SecurityDefinition.PUBLIC_SCHEMA
                : security;
    }

    /** Whether nobody has said anything about the rights on the schema public yet. */
    private boolean isUntouched(int namespace) {
        return get(CatalogTrees.SECURITY, namespace, "public", "") == null;
    }

    @Override
    public List<DefaultRights> defaultRights() {
        return list(CatalogTrees.prefix(CatalogTrees.DEFAULT_RIGHTS, 0), SecurityRecords::defaultRights);
    }

    @Override
    public @Nullable AttachmentDefinition attachment(String alias) {
        byte[] record = get(CatalogTrees.ATTACHMENT, 0, alias, "");
        return record == null ? null : CatalogRecords.attachment(record);
    }

    @Override
    public List<AttachmentDefinition> attachments() {
        return list(CatalogTrees.prefix(CatalogTrees.ATTACHMENT, 0), CatalogRecords::attachment);
    }

    private byte @Nullable [] get(short kind, int namespace, String name, String second) {
        return transaction.get(CatalogTrees.CATALOG, CatalogTrees.key(kind, namespace, name, second));
    }

    private <T> List<T> list(byte[] prefix, Function<byte[], T> decode) {
        List<T> records = new ArrayList<>();
        try (Cursor cursor = transaction.scan(CatalogTrees.CATALOG, KeyRange.prefix(prefix))) {
            while (cursor.next()) {
                records.add(decode.apply(cursor.value().toByteArray()));
            }
        }
        return records;
    }
}
