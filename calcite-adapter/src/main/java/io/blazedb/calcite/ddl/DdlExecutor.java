/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.Commented;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.Kind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one definition in the transaction of its statement. Nothing is visible to others before the commit, and what fails is undone by
 * the caller.
 */
public final class DdlExecutor {
    private final DdlContext context;
    private final Names names;

    public DdlExecutor(DdlContext context) {
        this.context = context;
        this.names = new Names(context);
    }

    /**
     * Runs it.
     *
     * @return rows written, for CREATE TABLE AS; 0 for all others
     */
    public long run(Command.Definition definition) {
        long rows = 0;
        if (definition instanceof Command.CreateTable create) {
            new TableDdl(context, names).create(create);
        } else if (definition instanceof Command.CreateTableAs create) {
            rows = new TableDdl(context, names).createAs(create);
        } else if (definition instanceof Command.DropTable drop) {
            new TableDdl(context, names).drop(drop);
        } else if (definition instanceof Command.AlterTable alter) {
            new AlterTableDdl(context, names).alter(alter);
        } else if (definition instanceof Command.AlterView alter) {
            new AlterTableDdl(context, names).alterView(alter);
        } else if (definition instanceof Command.MoveSequence move) {
            new SequenceDdl(context, names).move(move);
        } else if (definition instanceof Command.RenameSchema rename) {
            renameSchema(rename);
        } else if (definition instanceof Command.CreateIndex create) {
            new IndexDdl(context, names).create(create);
        } else if (definition instanceof Command.RenameIndex rename) {
            new IndexDdl(context, names).rename(rename);
        } else if (definition instanceof Command.DropIndex drop) {
            drop.names().forEach(name -> new IndexDdl(context, names).drop(name, drop.ifExists()));
        } else if (definition instanceof Command.CreateView create) {
            new TableDdl(context, names).createView(create);
        } else if (definition instanceof Command.DropView drop) {
            new TableDdl(context, names).dropViews(drop);
        } else if (definition instanceof Command.CreateMaterializedView create) {
            rows = new MaterializedViewDdl(context, names).create(create);
        } else if (definition instanceof Command.RefreshMaterializedView refresh) {
            new MaterializedViewDdl(context, names).refresh(refresh);
        } else if (definition instanceof Command.DropMaterializedView drop) {
            new MaterializedViewDdl(context, names).drop(drop);
        } else if (definition instanceof Command.CreateSequence create) {
            new SequenceDdl(context, names).create(create);
        } else if (definition instanceof Command.AlterSequence alter) {
            new SequenceDdl(context, names).alter(alter);
        } else if (definition instanceof Command.DropSequence drop) {
            drop.names().forEach(name -> new SequenceDdl(context, names).drop(name, drop.ifExists(), drop.cascade()));
        } else if (definition instanceof Command.CreateDomain create) {
            new DomainDdl(context, names).create(create);
        } else if (definition instanceof Command.AlterDomain alter) {
            new DomainDdl(context, names).alter(alter);
        } else if (definition instanceof Command.DropDomain drop) {
            new DomainDdl(context, names).drop(drop);
        } else if (definition instanceof Command.CreateEnum create) {
            new EnumDdl(context, names).create(create);
        } else if (definition instanceof Command.AlterEnum alter) {
            new EnumDdl(context, names).alter(alter);
        } else if (definition instanceof Command.CreateSchema create) {
            createSchema(create);
        } else if (definition instanceof Command.DropSchema drop) {
            dropSchema(drop);
        } else if (definition instanceof Command.Truncate truncate) {
            new TableDdl(context, names).truncate(truncate);
        } else if (definition instanceof Command.Analyze analyze) {
            new StatisticsDdl(context, names).analyze(analyze);
        } else if (definition instanceof Command.Discard) {
            new TableDdl(context, names).discardTemporary();
        } else if (definition instanceof Command.CommentOn comment) {
            new TableDdl(context, names).comment(comment);
        } else if (definition instanceof Command.CommentOnConstraint comment) {
            new TableDdl(context, names).comment(comment);
        } else if (definition instanceof Command.CommentOnObject comment) {
            new CommentDdl(context, names).comment(comment);
        } else if (definition instanceof Command.Security security) {
            new SecurityDdl(context, names).run(security.statement());
        } else {
            context.access().requireSuperuser("publishing and linking");
            new PublicationDdl(context, names).run(definition);
        }
        context.scope().catalogChanged();
        return rows;
    }

    private void createSchema(Command.CreateSchema create) {
        Names.SchemaName schema = names.schema(create.name());
        CatalogView catalog = context.scope().catalog(schema.database());
        if (Names.isSystemSchema(schema.schema())
                || catalog.hasSchema(schema.database().namespace(), schema.schema())) {
            if (create.ifNotExists()) {
                return;
            }
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT, "schema \"" + schema.schema() + "\" already exists");
        }
        context.access().requireSuperuser("CREATE SCHEMA");
        String authorization = create.authorization();
        names.catalogWriter(schema.database()).putSchema(0, schema.schema());
        new Ownership(context, names)
                .createdSchema(
                        schema.database(),
                        schema.schema(),
                        authorization == null
                                ? context.execution().user()
                                : new Roles(context, names).named(authorization));
    }

    /** Drops something, with what depends on it. */
    void drop(Roles.Secured object) {
        if (object.kind() == Roles.Kind.TABLE) {
            new TableDdl(context, names).drop(List.of(Database.MAIN, object.schema(), object.name()), true, true);
            context.scope().catalogChanged();
            return;
        }
        List<String> name = object.kind() == Roles.Kind.SCHEMA
                ? List.of(object.schema())
                : List.of(Database.MAIN, object.schema(), object.name());
        run(
                switch (object.kind()) {
                    case TABLE, VIEW -> new Command.DropView(List.of(name), true, true, false);
                    case SEQUENCE -> new Command.DropSequence(List.of(name), true, true);
                    case SCHEMA -> new Command.DropSchema(name, true, true);
                });
    }

    /** Moves everything in a schema to a new one of the other name. */
    private void renameSchema(Command.RenameSchema rename) {
        Names.SchemaName schema = names.schema(rename.name());
        CatalogView catalog = context.scope().catalog(schema.database());
        if (!catalog.hasSchema(0, schema.schema())) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_SCHEMA, "schema \"" + schema.schema() + "\" does not exist");
        }
        SecurityDefinition security = catalog.schemaSecurity(0, schema.schema());
        context.access().requireOwner(schema.database().alias(), security, "schema " + schema.schema());
        if (schema.schema().equals("public")
                || !catalog.domains(schema.schema()).isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "schema \"" + schema.schema() + "\" cannot be renamed, as it is \"public\" or has domains");
        }
        if (Names.isSystemSchema(rename.newName()) || catalog.hasSchema(0, rename.newName())) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT, "schema \"" + rename.newName() + "\" already exists");
        }
        CatalogWriter writer = names.catalogWriter(schema.database());
        writer.putSchema(0, rename.newName());
        writer.putSchemaSecurity(0, rename.newName(), security);
        writer.putComment(
                Commented.SCHEMA, "", rename.newName(), catalog.comment(Commented.SCHEMA, "", schema.schema()));
        context.scope().catalogChanged();
        String alias = schema.database().alias();
        for (TableDefinition listed : catalog.tables(0, schema.schema())) {
            Names.Found found = names.requireAny(List.of(alias, listed.schema(), listed.name()));
            new Renaming(context, names).table(found, rename.newName(), listed.name());
        }
        for (SequenceDefinition sequence : catalog.sequences(schema.schema())) {
            List<String> name = List.of(alias, sequence.schema(), sequence.name());
            new SequenceDdl(context, names).move(new Command.MoveSequence(name, false, rename.newName(), null));
        }
        writer.dropSchema(0, schema.schema());
    }

    private void dropSchema(Command.DropSchema drop) {
        Names.SchemaName schema = names.schema(drop.name());
        CatalogView catalog = context.scope().catalog(schema.database());
        if (!catalog.hasSchema(schema.database().namespace(), schema.schema())) {
            if (drop.ifExists()) {
                return;
            }
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_SCHEMA, "schema \"" + schema.schema() + "\" does not exist");
        }
        context.access()
                .requireOwner(
                        schema.database().alias(),
                        catalog.schemaSecurity(schema.database().namespace(), schema.schema()),
                        "schema " + schema.schema());
        if (schema.schema().equals("public")) {
            throw new BlazeSqlException(SqlErrorCode.PERMISSION_DENIED, "schema \"public\" cannot be dropped");
        }
        List<TableDefinition> tables = new ArrayList<>(catalog.tables(0, schema.schema()));
        List<SequenceDefinition> sequences = catalog.sequences(schema.schema());
        List<DomainDefinition> domains = catalog.domains(schema.schema());
        if (!(tables.isEmpty() && sequences.isEmpty() && domains.isEmpty()) && !drop.cascade()) {
            throw new BlazeSqlException(
                    SqlErrorCode.DEPENDENT_OBJECTS,
                    "schema \"" + schema.schema()
                            + "\" cannot be dropped because it holds tables, sequences or domains; use CASCADE");
        }
        TableDdl tableDdl = new TableDdl(context, names);
        for (TableDefinition table : tables) {
            List<String> name = List.of(schema.database().alias(), table.schema(), table.name());
            if (table.kind() == Kind.VIEW) {
                tableDdl.dropView(name, true, true);
            } else {
                tableDdl.drop(name, true, true);
            }
            context.scope().catalogChanged();
        }
        for (SequenceDefinition sequence : sequences) {
            new SequenceDdl(context, names)
                    .drop(List.of(schema.database().alias(), sequence.schema(), sequence.name()), false, true);
        }
        for (DomainDefinition domain : domains) {
            List<String> name = List.of(schema.database().alias(), domain.schema(), domain.name());
            new DomainDdl(context, names).drop(new Command.DropDomain(List.of(name), false, true, true));
        }
        names.catalogWriter(schema.database()).dropSchema(0, schema.schema());
    }
}
