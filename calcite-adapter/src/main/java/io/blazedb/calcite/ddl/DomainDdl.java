/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.Kind;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.ValueCheck;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.parser.Command.Alteration;
import io.blazedb.calcite.parser.Command.DomainChange;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.Domains;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** CREATE, ALTER and DROP DOMAIN. A change of a domain changes the version of every table that uses it, so that no row misses it. */
final class DomainDdl {
    private final DdlContext context;
    private final Names names;

    DomainDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void create(Command.CreateDomain create) {
        Names.Target target = names.target(create.name());
        CatalogView catalog = names.catalog(target.database());
        if (catalog.domain(target.schema(), target.name()) != null) {
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_OBJECT, "type \"" + target.name() + "\" already exists");
        }
        List<TableDefinition.Check> checks = new ArrayList<>();
        for (DomainChange.AddCheck check : create.checks()) {
            checks.add(named(target.name(), check, checks));
        }
        put(
                target,
                new DomainDefinition(
                        target.schema(),
                        target.name(),
                        create.type(),
                        create.notNull(),
                        create.defaultSql(),
                        checks,
                        null));
    }

    void alter(Command.AlterDomain alter) {
        Names.Target target = names.target(alter.name());
        DomainDefinition old = require(target, alter.name());
        if (!(alter.change() instanceof DomainChange.Comment)) {
            requireDomain(old);
        }
        DomainChange change = alter.change();
        if (change instanceof DomainChange.Rename rename) {
            rename(target, old, rename.newName());
            return;
        }
        if (change instanceof DomainChange.Comment comment) {
            names.catalogWriter(target.database())
                    .putDomain(new DomainDefinition(
                            old.schema(),
                            old.name(),
                            old.type(),
                            old.notNull(),
                            old.defaultSql(),
                            old.checks(),
                            comment.text()));
            context.scope().catalogChanged();
            return;
        }
        DomainDefinition changed = changed(old, change);
        ValueCheck check = put(target, changed);
        boolean narrows = change instanceof DomainChange.AddCheck
                || (change instanceof DomainChange.SetNotNull set && set.notNull());
        forEachUse(target, old, (table, position) -> {
            if (narrows) {
                requireHolds(target, table, position, check);
            }
            ColumnDefinition column = table.columns().get(position);
            boolean inherited = Objects.equals(column.defaultSql(), old.defaultSql());
            set(
                    target,
                    table,
                    position,
                    inherited ? Definitions.withExpressions(column, changed.defaultSql(), null) : column);
        });
    }

    void drop(Command.DropDomain drop) {
        for (List<String> name : drop.names()) {
            Names.Target target = names.target(name);
            DomainDefinition domain = names.catalog(target.database()).domain(target.schema(), target.name());
            if (domain == null && drop.ifExists()) {
                continue;
            }
            DomainDefinition found = require(target, name);
            if (!drop.anyType()) {
                requireDomain(found);
            }
            forEachUse(target, found, (table, position) -> {
                String column = table.columns().get(position).name();
                if (!drop.cascade()) {
                    throw new BlazeSqlException(
                            SqlErrorCode.DEPENDENT_OBJECTS,
                            "type \"" + found.name() + "\" cannot be dropped because column \"" + column
                                    + "\" of table \"" + table.name() + "\" depends on it; use CASCADE");
                }
                new ColumnDrop(context, names)
                        .drop(
                                new Names.Found(target.database(), table),
                                new Alteration.DropColumn(column, false, true));
            });
            names.catalogWriter(target.database()).dropDomain(found);
            context.scope().catalogChanged();
        }
    }

    /** A declared column whose type may be a domain, with the type, the default and the full name of the domain. */
    static Command.Column resolved(DdlContext context, Command.Column column) {
        List<String> name = column.domain();
        if (name == null) {
            return column;
        }
        DomainDefinition domain = require(context.names(), name);
        boolean isEnum = domain.type().isEnum();
        if (isEnum && column.type().isArray()) {
            return typed(column, SqlType.array(domain.type()));
        }
        if (isEnum) {
            return typed(column, domain.type());
        }
        if (column.type().isArray()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "arrays of domains such as \"" + domain.name() + "\" are not supported");
        }
        boolean ownDefault = column.defaultSql() != null || column.generatedSql() != null;
        return new Command.Column(
                column.name(),
                domain.type(),
                column.nullable(),
                ownDefault ? column.defaultSql() : domain.defaultSql(),
                column.identity(),
                column.generatedSql(),
                List.of(domain.schema(), domain.name()));
    }

    private static Command.Column typed(Command.Column column, SqlType type) {
        return new Command.Column(
                column.name(),
                type,
                column.nullable(),
                column.defaultSql(),
                column.identity(),
                column.generatedSql(),
                null);
    }

    private static void requireDomain(DomainDefinition found) {
        if (found.type().isEnum()) {
            throw new BlazeSqlException(SqlErrorCode.WRONG_OBJECT_TYPE, "\"" + found.name() + "\" is not a domain");
        }
    }

    /** The domain of that name. */
    static DomainDefinition require(PlanningContext planning, List<String> name) {
        DomainDefinition domain = planning.domain(name);
        if (domain == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT, "type \"" + String.join(".", name) + "\" does not exist");
        }
        return domain;
    }

    private DomainDefinition require(Names.Target target, List<String> name) {
        DomainDefinition domain = names.catalog(target.database()).domain(target.schema(), target.name());
        if (domain == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT, "type \"" + String.join(".", name) + "\" does not exist");
        }
        return domain;
    }

    private DomainDefinition changed(DomainDefinition old, DomainChange change) {
        List<TableDefinition.Check> checks = new ArrayList<>(old.checks());
        boolean notNull = old.notNull();
        String defaultSql = old.defaultSql();
        if (change instanceof DomainChange.SetDefault set) {
            defaultSql = set.defaultSql();
        } else if (change instanceof DomainChange.SetNotNull set) {
            notNull = set.notNull();
        } else if (change instanceof DomainChange.AddCheck add) {
            checks.add(named(old.name(), add, checks));
        } else if (change instanceof DomainChange.DropCheck drop
                && !checks.removeIf(check -> check.name().equals(drop.name()))
                && !drop.ifExists()) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_OBJECT,
                    "constraint \"" + drop.name() + "\" of domain \"" + old.name() + "\" does not exist");
        }
        return new DomainDefinition(old.schema(), old.name(), old.type(), notNull, defaultSql, checks, old.comment());
    }

    private void rename(Names.Target target, DomainDefinition old, String newName) {
        if (names.catalog(target.database()).domain(old.schema(), newName) != null) {
            throw new BlazeSqlException(SqlErrorCode.DUPLICATE_OBJECT, "type \"" + newName + "\" already exists");
        }
        DomainDefinition renamed = new DomainDefinition(
                old.schema(), newName, old.type(), old.notNull(), old.defaultSql(), old.checks(), old.comment());
        names.catalogWriter(target.database()).dropDomain(old);
        names.catalogWriter(target.database()).putDomain(renamed);
        context.scope().catalogChanged();
        forEachUse(
                target,
                old,
                (table, position) -> set(
                        target,
                        table,
                        position,
                        Definitions.withType(table.columns().get(position), old.type(), renamed.domainName())));
    }

    private void set(Names.Target target, TableDefinition table, int position, ColumnDefinition column) {
        List<ColumnDefinition> columns = new ArrayList<>(table.columns());
        columns.set(position, column);
        names.catalogWriter(target.database()).putTable(Definitions.withColumns(table, columns));
        context.scope().catalogChanged();
    }

    /** Stores a domain whose expressions make sense. */
    private ValueCheck put(Names.Target target, DomainDefinition domain) {
        PlanningContext planning = context.names().inSchema(target.database().alias(), target.schema());
        ValueCheck check = Domains.compile(domain, planning);
        String defaultSql = domain.defaultSql();
        if (defaultSql != null) {
            BlazePlanner.scalar(TableBuilder.withoutColumns(target.schema(), target.name()), defaultSql, planning);
        }
        names.catalogWriter(target.database()).putDomain(domain);
        context.scope().catalogChanged();
        return check;
    }

    /** Calls for each column of the domain with its table as it is then, the last columns of a table first. */
    private void forEachUse(Names.Target target, DomainDefinition domain, BiConsumer<TableDefinition, Integer> action) {
        CatalogView catalog = names.catalog(target.database());
        List<TableDefinition> tables = new ArrayList<>();
        for (String schema : catalog.schemas(0)) {
            tables.addAll(catalog.tables(0, schema));
        }
        for (TableDefinition table : tables) {
            if (table.kind() != Kind.TABLE) {
                continue;
            }
            for (int i = table.columns().size() - 1; i >= 0; i--) {
                if (uses(table.columns().get(i), domain)) {
                    TableDefinition now = names.catalog(target.database()).table(0, table.schema(), table.name());
                    names.requireOwner(new Names.Found(target.database(), Objects.requireNonNull(now)));
                    action.accept(now, i);
                }
            }
        }
    }

    private static boolean uses(ColumnDefinition column, DomainDefinition domain) {
        return domain.type().isEnum()
                ? EnumDdl.uses(column.type(), domain.type().enumLabels())
                : domain.domainName().equals(column.domain());
    }

    private void requireHolds(Names.Target target, TableDefinition table, int position, ValueCheck check) {
        TableRows.forAll(context.scope().write(target.database()), table, (key, row) -> {
            context.execution().checkCancelled();
            try {
                check.require(row[position], context.execution());
            } catch (BlazeSqlException violated) {
                throw new BlazeSqlException(
                        violated.code(),
                        "column \"" + table.columns().get(position).name() + "\" of table \"" + table.name()
                                + "\" contains values that violate the new constraint",
                        violated);
            }
        });
    }

    private static TableDefinition.Check named(
            String domain, DomainChange.AddCheck check, List<TableDefinition.Check> others) {
        @Nullable String given = check.name();
        String name = given == null ? domain + "_check" : given;
        for (int i = 1; isTaken(name, others); i++) {
            if (given != null) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_OBJECT,
                        "constraint \"" + given + "\" of domain \"" + domain + "\" already exists");
            }
            name = domain + "_check" + i;
        }
        return new TableDefinition.Check(name, check.sql());
    }

    private static boolean isTaken(String name, List<TableDefinition.Check> others) {
        return others.stream().anyMatch(other -> other.name().equals(name));
    }
}
