/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ColumnDefinition.Identity;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.Kind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.parser.Command.ConstraintKind;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.PlanningContext;
import io.blazedb.calcite.plan.RowExpression;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the columns and constraints of a new table into its definition, and checks them. */
final class TableBuilder {
    private static final int COLUMNS_MAX = 1_600;

    private final DdlContext context;
    private final Names names;
    private final Names.Target target;

    TableBuilder(DdlContext context, Names names, Names.Target target) {
        this.context = context;
        this.names = names;
        this.target = target;
    }

    TableDefinition build(List<Command.Column> declared, List<Command.Constraint> constraints) {
        if (declared.isEmpty() || declared.size() > COLUMNS_MAX) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "a table has between 1 and " + COLUMNS_MAX + " columns");
        }
        List<ColumnDefinition> columns = new ArrayList<>();
        for (Command.Column column : declared) {
            columns.add(column(columns.size() + 1, DomainDdl.resolved(context, column)));
        }
        TableDdl.requireDistinct(columns);
        Command.Constraint primaryKey = primaryKey(constraints);
        CatalogWriter catalog = names.catalogWriter(target.database());
        TableDefinition table = new TableDefinition(
                catalog.allocateTree(),
                0,
                target.schema(),
                target.name(),
                Kind.TABLE,
                1,
                columns,
                List.of(),
                null,
                List.of(),
                List.of(),
                null,
                null);
        List<Integer> keyColumns = primaryKey == null ? List.of() : positions(table, primaryKey.columns());
        for (int position : keyColumns) {
            if (Boolean.TRUE.equals(declared.get(position).nullable())) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_DEFINITION,
                        "column \"" + columns.get(position).name()
                                + "\" is declared NULL but belongs to the primary key");
            }
            columns.set(position, Definitions.withNullable(columns.get(position), false));
        }
        table = new TableDefinition(
                table.tree(),
                0,
                target.schema(),
                target.name(),
                Kind.TABLE,
                1,
                List.copyOf(columns),
                keyColumns,
                primaryKey == null ? null : named(primaryKey, target.name() + "_pkey"),
                List.of(),
                List.of(),
                null,
                null);
        return withConstraints(table, catalog, constraints);
    }

    private TableDefinition withConstraints(
            TableDefinition table, CatalogWriter catalog, List<Command.Constraint> constraints) {
        Set<String> taken = new HashSet<>();
        taken.add(table.name());
        if (table.primaryKeyName() != null) {
            taken.add(table.primaryKeyName());
        }
        List<IndexDefinition> indexes = new ArrayList<>();
        List<TableDefinition.Check> checks = new ArrayList<>();
        for (Command.Constraint constraint : constraints) {
            if (constraint.kind() == ConstraintKind.UNIQUE) {
                IndexDefinition index = unique(table, catalog, constraint, taken);
                taken.add(index.name());
                indexes.add(index);
            } else if (constraint.kind() == ConstraintKind.CHECK) {
                TableDefinition.Check check = check(table, constraint, checks);
                checks.add(check);
            }
        }
        TableDefinition complete = Definitions.withChecks(Definitions.withIndexes(table, indexes), checks);
        requireExpressions(complete);
        return complete;
    }

    /** The index of a UNIQUE constraint. */
    IndexDefinition unique(
            TableDefinition table, CatalogWriter catalog, Command.Constraint constraint, Set<String> taken) {
        List<IndexDefinition.Column> columns = new ArrayList<>();
        for (int position : positions(table, constraint.columns())) {
            columns.add(new IndexDefinition.Column(position, false));
        }
        String given = constraint.name();
        String name = given != null
                ? given
                : Definitions.freeIndexName(
                        names.catalog(target.database()),
                        table,
                        table.name() + "_" + String.join("_", constraint.columns()) + "_key",
                        taken);
        if (given != null
                && (taken.contains(given)
                        || names.catalog(target.database()).tableOfIndex(table.namespace(), table.schema(), given)
                                != null)) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT, "constraint or index \"" + given + "\" already exists");
        }
        return new IndexDefinition(catalog.allocateTree(), name, List.copyOf(columns), true, true);
    }

    /** A CHECK constraint with a name that no other of the table has. */
    static TableDefinition.Check check(
            TableDefinition table, Command.Constraint constraint, List<TableDefinition.Check> others) {
        Set<String> taken = new HashSet<>();
        others.forEach(check -> taken.add(check.name()));
        String given = constraint.name();
        if (given != null && taken.contains(given)) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_OBJECT,
                    "constraint \"" + given + "\" of table \"" + table.name() + "\" already exists");
        }
        String column =
                constraint.columns().isEmpty() ? "" : "_" + constraint.columns().get(0);
        String wish = table.name() + column + "_check";
        String name = given == null ? wish : given;
        for (int i = 1; taken.contains(name); i++) {
            name = wish + i;
        }
        return new TableDefinition.Check(name, String.valueOf(constraint.sql()));
    }

    /** Fails if a CHECK or DEFAULT of the table does not make sense. */
    void requireExpressions(TableDefinition table) {
        PlanningContext planning = context.names().inSchema(target.database().alias(), target.schema());
        for (TableDefinition.Check check : table.checks()) {
            BlazePlanner.predicate(table, check.sql(), planning);
        }
        for (ColumnDefinition column : table.columns()) {
            String defaultSql = column.defaultSql();
            if (defaultSql != null) {
                BlazePlanner.scalar(withoutColumns(table), defaultSql, planning);
            }
            if (column.generatedSql() != null) {
                requireGeneration(table, column.generatedSql(), planning);
            }
        }
        for (IndexDefinition index : table.indexes()) {
            requireIndexExpressions(table, index, planning);
        }
    }

    private static void requireGeneration(TableDefinition table, String sql, PlanningContext planning) {
        RowExpression expression = BlazePlanner.describe(table, sql, planning);
        if (!expression.immutable()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_OBJECT_DEFINITION, "generation expression is not immutable");
        }
        for (int column : expression.columns()) {
            if (table.columns().get(column).isGenerated()) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_OBJECT_DEFINITION,
                        "cannot use generated column \""
                                + table.columns().get(column).name() + "\" in column generation expression");
            }
        }
    }

    private static void requireIndexExpressions(
            TableDefinition table, IndexDefinition index, PlanningContext planning) {
        for (IndexDefinition.Column column : index.columns()) {
            if (column.expression() != null) {
                requireImmutable(table, column.computed().sql(), "index expression", planning);
            }
        }
        String predicate = index.predicateSql();
        if (predicate != null) {
            BlazePlanner.predicate(table, predicate, planning);
            requireImmutable(table, predicate, "index predicate", planning);
        }
    }

    /** Fails if an expression of an index may have another value for the same row another time. */
    static RowExpression requireImmutable(TableDefinition table, String sql, String what, PlanningContext planning) {
        RowExpression expression = BlazePlanner.describe(table, sql, planning);
        if (!expression.immutable()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_OBJECT_DEFINITION, "functions in " + what + " must be marked IMMUTABLE");
        }
        return expression;
    }

    /** A default cannot name columns. */
    static TableDefinition withoutColumns(TableDefinition table) {
        return withoutColumns(table.schema(), table.name());
    }

    static TableDefinition withoutColumns(String schema, String name) {
        return new TableDefinition(
                0, 0, schema, name, Kind.TABLE, 1, List.of(), List.of(), null, List.of(), List.of(), null, null);
    }

    static ColumnDefinition column(int id, Command.Column column) {
        if (column.identity() != Identity.NONE) {
            requireIdentityType(column.name(), column.type(), column.defaultSql());
        }
        boolean nullable = column.nullable() == null
                ? column.identity() == Identity.NONE
                : column.nullable() && column.identity() == Identity.NONE;
        if (column.generatedSql() != null) {
            requireOnlyGenerated(column);
        }
        return new ColumnDefinition(
                id,
                column.name(),
                column.type(),
                nullable,
                column.defaultSql(),
                column.identity(),
                null,
                column.generatedSql(),
                domainName(column.domain()));
    }

    private static ColumnDefinition.@Nullable DomainName domainName(@Nullable List<String> name) {
        return name == null ? null : new ColumnDefinition.DomainName(name.get(0), name.get(1));
    }

    private static void requireOnlyGenerated(Command.Column column) {
        if (column.defaultSql() != null || column.identity() != Identity.NONE) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR,
                    "both " + (column.defaultSql() == null ? "identity" : "default")
                            + " and generation expression specified for column \"" + column.name() + "\"");
        }
    }

    static void requireIdentityType(String name, SqlType type, @Nullable String defaultSql) {
        if (type.name() != SqlType.Name.SMALLINT
                && type.name() != SqlType.Name.INTEGER
                && type.name() != SqlType.Name.BIGINT) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION,
                    "identity column \"" + name + "\" must be SMALLINT, INTEGER or BIGINT");
        }
        if (defaultSql != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_DEFINITION, "identity column \"" + name + "\" cannot have a default");
        }
    }

    static List<Integer> positions(TableDefinition table, List<String> columns) {
        List<Integer> positions = new ArrayList<>(columns.size());
        for (String column : columns) {
            int position = Names.requireColumn(table, column);
            if (positions.contains(position)) {
                throw new BlazeSqlException(
                        SqlErrorCode.DUPLICATE_COLUMN, "column \"" + column + "\" is there more than once");
            }
            positions.add(position);
        }
        return List.copyOf(positions);
    }

    private static Command.@Nullable Constraint primaryKey(List<Command.Constraint> constraints) {
        Command.Constraint found = null;
        for (Command.Constraint constraint : constraints) {
            if (constraint.kind() == ConstraintKind.PRIMARY_KEY) {
                if (found != null) {
                    throw new BlazeSqlException(SqlErrorCode.INVALID_DEFINITION, "a table has at most one primary key");
                }
                found = constraint;
            }
        }
        return found;
    }

    private static String named(Command.Constraint constraint, String otherwise) {
        String name = constraint.name();
        return name == null ? otherwise : name;
    }
}
