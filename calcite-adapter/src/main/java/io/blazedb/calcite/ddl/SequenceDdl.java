/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.Commented;
import io.blazedb.calcite.catalog.DefaultRights;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.SequenceDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.Sequences;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.parser.Command.SequenceOptions;
import io.blazedb.calcite.parser.SequenceNames;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.WriteTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** CREATE, ALTER and DROP SEQUENCE. */
final class SequenceDdl {
    private final DdlContext context;
    private final Names names;

    SequenceDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void create(Command.CreateSequence create) {
        Names.Target target = names.target(create.name());
        if (find(target) != null && create.ifNotExists()) {
            return;
        }
        if (find(target) != null || names.catalog(target.database()).table(0, target.schema(), target.name()) != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_TABLE, "table or sequence \"" + target.name() + "\" already exists");
        }
        requireColumn(create.options());
        WriteTransaction transaction = context.scope().write(target.database());
        CatalogWriter catalog = new CatalogWriter(transaction);
        SequenceDefinition sequence =
                definition(catalog.allocateTree(), target.schema(), target.name(), create.options(), null);
        catalog.putSequence(sequence);
        Sequences.create(transaction, sequence.id(), sequence.start());
        new Ownership(context, names).created(target, DefaultRights.Objects.SEQUENCES, SecurityDefinition.NONE);
    }

    void alter(Command.AlterSequence alter) {
        Names.Target target = names.place(alter.name());
        SequenceDefinition old = find(target);
        if (old == null) {
            if (alter.ifExists()) {
                return;
            }
            throw undefined(alter.name());
        }
        names.requireSequenceOwner(target);
        requireColumn(alter.options());
        WriteTransaction transaction = context.scope().write(target.database());
        CatalogWriter catalog = new CatalogWriter(transaction);
        SequenceDefinition changed =
                definition(catalog.allocateTree(), target.schema(), target.name(), alter.options(), old);
        Long restart = alter.restart();
        long next = !alter.restarts() ? Sequences.peek(transaction, old) : restart == null ? changed.start() : restart;
        if (next < changed.min() || next > changed.max()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER, "the next value " + next + " is outside of the sequence's bounds");
        }
        catalog.putSequence(changed);
        Sequences.drop(transaction, old.id());
        Sequences.create(transaction, changed.id(), next);
    }

    /** OWNED BY names a column that is there. The sequence stays when the column goes. */
    private void requireColumn(Command.SequenceOptions options) {
        List<String> column = options.ownedBy();
        if (column != null) {
            Names.Found owner = names.requireTable(column.subList(0, column.size() - 1));
            Names.requireColumn(owner.table(), column.get(column.size() - 1));
        }
    }

    /** Gives a sequence another place; defaults and views that name it follow. */
    void move(Command.MoveSequence move) {
        Names.Target target = names.place(move.name());
        SequenceDefinition old = find(target);
        if (old == null) {
            if (move.ifExists()) {
                return;
            }
            throw undefined(move.name());
        }
        names.requireSequenceOwner(target);
        String schema = or(move.newSchema(), old.schema());
        String name = or(move.newName(), old.name());
        Names.Target place = names.target(List.of(target.database().alias(), schema, name));
        CatalogView catalog = names.catalog(target.database());
        if (find(place) != null || catalog.table(0, schema, name) != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_TABLE, "table or sequence \"" + name + "\" already exists");
        }
        SecurityDefinition security = catalog.security(0, old.schema(), old.name());
        String comment = catalog.comment(Commented.SEQUENCE, old.schema(), old.name());
        CatalogWriter writer = names.catalogWriter(target.database());
        writer.dropSequence(old);
        writer.putSequence(new SequenceDefinition(
                old.id(), schema, name, old.type(), old.start(), old.increment(), old.min(), old.max(), old.cycle()));
        writer.putSecurity(0, schema, name, security);
        writer.putComment(Commented.SEQUENCE, schema, name, comment);
        for (String each : catalog.schemas(0)) {
            for (TableDefinition table : catalog.tables(0, each)) {
                TableDefinition changed = renamed(table, old, schema, name);
                if (!changed.equals(table)) {
                    writer.putTable(changed);
                }
            }
        }
        context.scope().catalogChanged();
    }

    /** The table with the sequence's new name in its defaults and in its query. */
    private static TableDefinition renamed(TableDefinition table, SequenceDefinition old, String schema, String name) {
        UnaryOperator<String> change = sql ->
                SequenceNames.renamed(sql, table.schema(), List.of(old.schema(), old.name()), List.of(schema, name));
        List<ColumnDefinition> columns = new ArrayList<>();
        for (ColumnDefinition column : table.columns()) {
            String sql = column.defaultSql();
            columns.add(
                    sql == null
                            ? column
                            : Definitions.withExpressions(column, change.apply(sql), column.generatedSql()));
        }
        TableDefinition changed = columns.equals(table.columns()) ? table : Definitions.withColumns(table, columns);
        String query = table.viewSql();
        String renamed = query == null ? null : change.apply(query);
        return renamed == null || renamed.equals(query) ? changed : Definitions.withQuery(changed, renamed);
    }

    /** Drops a sequence; CASCADE drops the defaults that name it, too. */
    void drop(List<String> name, boolean ifExists, boolean cascade) {
        Names.Target target = names.place(name);
        SequenceDefinition sequence = find(target);
        if (sequence == null) {
            if (ifExists) {
                return;
            }
            throw undefined(name);
        }
        names.requireSequenceOwner(target);
        releaseDefaults(target, sequence, cascade);
        WriteTransaction transaction = context.scope().write(target.database());
        new CatalogWriter(transaction).dropSequence(sequence);
        Sequences.drop(transaction, sequence.id());
        context.scope().catalogChanged();
    }

    private void releaseDefaults(Names.Target target, SequenceDefinition sequence, boolean cascade) {
        CatalogView catalog = names.catalog(target.database());
        List<String> name = List.of(sequence.schema(), sequence.name());
        for (String schema : catalog.schemas(0)) {
            for (TableDefinition table : catalog.tables(0, schema)) {
                List<ColumnDefinition> columns = new ArrayList<>();
                for (ColumnDefinition column : table.columns()) {
                    String sql = column.defaultSql();
                    boolean used = sql != null && SequenceNames.contains(sql, schema, name);
                    if (used && !cascade) {
                        throw new BlazeSqlException(
                                SqlErrorCode.DEPENDENT_OBJECTS,
                                "sequence \"" + sequence.name()
                                        + "\" cannot be dropped because the default of column \""
                                        + column.name() + "\" of table \"" + table.name()
                                        + "\" depends on it; use DROP ... CASCADE to drop the default, too");
                    }
                    columns.add(used ? Definitions.withExpressions(column, null, column.generatedSql()) : column);
                }
                if (!columns.equals(table.columns())) {
                    names.catalogWriter(target.database()).putTable(Definitions.withColumns(table, columns));
                }
            }
        }
    }

    private @Nullable SequenceDefinition find(Names.Target target) {
        return names.catalog(target.database()).sequence(target.schema(), target.name());
    }

    private static BlazeSqlException undefined(List<String> name) {
        return new BlazeSqlException(
                SqlErrorCode.UNDEFINED_TABLE, "sequence \"" + String.join(".", name) + "\" does not exist");
    }

    /** The definition with options; what is not said is as before, or as PostgreSQL has it. */
    private static SequenceDefinition definition(
            long id, String schema, String name, SequenceOptions options, @Nullable SequenceDefinition old) {
        SqlType.Name type = or(options.type(), old == null ? SqlType.Name.BIGINT : old.type());
        long limit = switch (type) {
            case SMALLINT -> Short.MAX_VALUE;
            case INTEGER -> Integer.MAX_VALUE;
            case BIGINT -> Long.MAX_VALUE;
            default ->
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_PARAMETER, "a sequence must be SMALLINT, INTEGER or BIGINT");
        };
        long increment = or(options.increment(), old == null ? 1L : old.increment());
        long least = increment > 0 ? 1 : -limit - 1;
        long most = increment > 0 ? limit : -1;
        SequenceDefinition kept = options.type() == null ? old : null;
        long min = or(options.min(), kept == null || options.noMin() ? least : kept.min());
        long max = or(options.max(), kept == null || options.noMax() ? most : kept.max());
        long start = or(options.start(), old != null ? old.start() : increment > 0 ? min : max);
        boolean cycle = or(options.cycle(), old != null && old.cycle());
        if (increment == 0 || min >= max || start < min || start > max || min < -limit - 1 || max > limit) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER,
                    "the options of sequence \"" + name + "\" do not fit together: increment " + increment + ", start "
                            + start + ", bounds " + min + ".." + max);
        }
        return new SequenceDefinition(id, schema, name, type, start, increment, min, max, cycle);
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
