/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalog of one store as one transaction sees it. Objects are found by name; nothing is listed to find one. */
public interface CatalogView {

    /** Counts the commits that changed this catalog: equal versions of one store mean equal catalogs. */
    long version();

    @Nullable
    TableDefinition table(int namespace, String schema, String name);

    boolean hasSchema(int namespace, String schema);

    /** Schemas, ordered by name. */
    List<String> schemas(int namespace);

    /** Tables and views of a schema, ordered by name. */
    List<TableDefinition> tables(int namespace, String schema);

    /** What ANALYZE found out about a table; null if it was never analyzed. */
    @Nullable
    TableStatistics statistics(TableDefinition table);

    /** Name of the table in the schema that an index belongs to, or null. */
    @Nullable
    String tableOfIndex(int namespace, String schema, String index);

    @Nullable
    SequenceDefinition sequence(String schema, String name);

    /** Sequences of a schema, ordered by name. */
    List<SequenceDefinition> sequences(String schema);

    @Nullable
    DomainDefinition domain(String schema, String name);

    /** Domains of a schema, ordered by name. */
    List<DomainDefinition> domains(String schema);

    @Nullable
    PublicationDefinition publication(String name);

    List<PublicationDefinition> publications();

    /** Grants on one publication. */
    List<GrantDefinition> grants(String publication);

    List<GrantDefinition> grants();

    @Nullable
    LinkDefinition link(String name);

    List<LinkDefinition> links();

    /** What COMMENT ON says of something that keeps no text itself; null if nothing. */
    @Nullable
    String comment(Commented kind, String schema, String name);

    /** The value of a setting of the database, such as {@code hub}; null if it has none. */
    @Nullable
    String setting(String name);

    /** A role, {@link RoleDefinition#OWNER} included; null if there is none of that name. */
    @Nullable
    RoleDefinition role(String name);

    /** Every role, {@link RoleDefinition#OWNER} included, ordered by name. */
    List<RoleDefinition> roles();

    /** Whose a table, view or sequence is and who may do what with it. */
    SecurityDefinition security(int namespace, String schema, String name);

    /** Whose a schema is and who may do what in it. */
    SecurityDefinition schemaSecurity(int namespace, String schema);

    /** Rights that new things have from the beginning. */
    List<DefaultRights> defaultRights();

    @Nullable
    AttachmentDefinition attachment(String alias);

    List<AttachmentDefinition> attachments();
}
