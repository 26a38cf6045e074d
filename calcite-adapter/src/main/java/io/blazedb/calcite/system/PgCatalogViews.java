/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import static io.blazedb.calcite.system.SystemView.BIGINT;
import static io.blazedb.calcite.system.SystemView.BOOLEAN;
import static io.blazedb.calcite.system.SystemView.DOUBLE;
import static io.blazedb.calcite.system.SystemView.INTEGER;
import static io.blazedb.calcite.system.SystemView.TEXT;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.ForeignKeyDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.SecurityDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.session.TemporaryDatabase;
import io.blazedb.calcite.types.SqlArray;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tables of {@code pg_catalog} that describe relations of main, as far as there is something to describe. */
final class PgCatalogViews {
    static final String PG_CATALOG = SystemViews.PG_CATALOG;
    static final SqlType INTEGERS = SqlType.array(INTEGER);
    private static final int SHORTEST_PAGE = 8192;

    private PgCatalogViews() {}

    static List<SystemView> all() {
        return List.of(
                namespaces(), classes(), attributes(), indexes(), constraints(), defaults(), descriptions(), types());
    }

    static SystemView.Builder view(String name) {
        return SystemView.named(PG_CATALOG, name);
    }

    private static SystemView namespaces() {
        return view("pg_namespace")
                .columns(BIGINT, "oid")
                .columns(TEXT, "nspname")
                .columns(BIGINT, "nspowner")
                .columns(TEXT, "nspacl")
                .rows((context, rows) -> {
                    for (String schema : List.of(PG_CATALOG, "information_schema", "blaze")) {
                        rows.accept(new @Nullable Object[] {PgRelation.ofSchema(schema), schema, 10L, null});
                    }
                    for (SystemDatabase database : PgRelation.mainCatalogs(context)) {
                        for (String schema : database.catalog().schemas(database.namespace())) {
                            boolean permanent = database.namespace() == 0 && !isTemporary(database);
                            if (permanent || TemporaryDatabase.isReserved(schema)) {
                                String owner = database.catalog()
                                        .schemaSecurity(database.namespace(), schema)
                                        .owner();
                                rows.accept(new @Nullable Object[] {
                                    PgRelation.ofSchema(schema), schema, PgRelation.ofRole(owner), null
                                });
                            }
                        }
                    }
                });
    }

    private static boolean isTemporary(SystemDatabase database) {
        return database.catalog().hasSchema(0, TemporaryDatabase.NAME);
    }

    private static SystemView classes() {
        return view("pg_class")
                .columns(BIGINT, "oid")
                .columns(TEXT, "relname")
                .columns(BIGINT, "relnamespace", "reltype", "reloftype", "relowner", "relam", "relfilenode")
                .columns(BIGINT, "reltablespace")
                .columns(INTEGER, "relpages")
                .columns(DOUBLE, "reltuples")
                .columns(INTEGER, "relallvisible")
                .columns(BIGINT, "reltoastrelid")
                .columns(BOOLEAN, "relhasindex", "relisshared")
                .columns(TEXT, "relpersistence", "relkind")
                .columns(INTEGER, "relnatts", "relchecks")
                .columns(BOOLEAN, "relhasrules", "relhastriggers", "relhassubclass", "relrowsecurity")
                .columns(BOOLEAN, "relforcerowsecurity", "relispopulated")
                .columns(TEXT, "relreplident")
                .columns(BOOLEAN, "relispartition")
                .columns(TEXT, "relacl", "reloptions", "relpartbound")
                .rows((context, rows) ->
                        PgRelation.all(context).forEach(relation -> rows.accept(classRow(context, relation))));
    }

    private static @Nullable Object[] classRow(SystemContext context, PgRelation relation) {
        TableDefinition table = relation.isIndex() ? null : relation.table();
        SecurityDefinition security = security(relation);
        long count = table == null ? 0 : rowCount(context, relation);
        IndexDefinition index = relation.index();
        int columns = table != null
                ? table.columns().size()
                : index != null
                        ? index.columns().size() + index.included().size()
                        : relation.table() == null
                                ? 3
                                : relation.table().primaryKey().size();
        boolean stored = table != null && table.tree() != 0;
        return new @Nullable Object[] {
            relation.oid(),
            relation.name(),
            PgRelation.ofSchema(relation.schema()),
            0L,
            0L,
            PgRelation.ofRole(security.owner()),
            relation.isIndex() ? 403L : stored ? 2L : 0L,
            relation.kind().equals("v") ? 0L : relation.oid(),
            0L,
            (int) Math.min(Integer.MAX_VALUE, Math.max(0, count) * columns / (SHORTEST_PAGE / 16)),
            (double) count,
            0,
            0L,
            isIndexed(table),
            false,
            TemporaryDatabase.isReserved(relation.schema()) ? "t" : "p",
            relation.kind(),
            columns,
            table == null ? 0 : table.checks().size(),
            relation.kind().equals("v"),
            table != null
                    && !(table.foreignKeys().isEmpty() && table.references().isEmpty()),
            false,
            table != null && security.rowSecurity(),
            table != null && security.forced(),
            table == null || !table.options().unpopulated(),
            stored ? "d" : "n",
            false,
            null,
            null,
            null
        };
    }

    /** Rows of a table, or entries of an index; -1 where policies may hide some of them from who asks. */
    static long rowCount(SystemContext context, PgRelation relation) {
        TableDefinition table = relation.table();
        if (table == null || table.tree() == 0) {
            return 0;
        }
        if (security(relation).rowSecurity() && !context.access().isUnrestricted()) {
            return -1;
        }
        IndexDefinition index = relation.index();
        return relation.database().transaction().count(index == null ? table.tree() : index.tree(), KeyRange.all());
    }

    private static boolean isIndexed(@Nullable TableDefinition table) {
        return table != null
                && table.tree() != 0
                && !(table.indexes().isEmpty() && table.primaryKey().isEmpty());
    }

    /** An index has the rights of its table, the sequence of an identity column those of the owner. */
    static SecurityDefinition security(PgRelation relation) {
        TableDefinition table = relation.table();
        boolean own = table != null || relation.sequence() != null;
        return own && relation.database().namespace() == 0
                ? relation.database()
                        .catalog()
                        .security(0, relation.schema(), table == null ? relation.name() : table.name())
                : SecurityDefinition.NONE;
    }

    private static SystemView attributes() {
        return view("pg_attribute")
                .columns(BIGINT, "attrelid")
                .columns(TEXT, "attname")
                .columns(BIGINT, "atttypid")
                .columns(INTEGER, "attstattarget", "attlen", "attnum", "attndims", "attcacheoff", "atttypmod")
                .columns(BOOLEAN, "attbyval")
                .columns(TEXT, "attalign", "attstorage", "attcompression")
                .columns(BOOLEAN, "attnotnull", "atthasdef", "atthasmissing")
                .columns(TEXT, "attidentity", "attgenerated")
                .columns(BOOLEAN, "attisdropped", "attislocal")
                .columns(INTEGER, "attinhcount")
                .columns(BIGINT, "attcollation")
                .columns(TEXT, "attacl", "attoptions", "attfdwoptions", "attmissingval")
                .rows((context, rows) -> PgRelation.all(context).forEach(relation -> attributes(relation, rows)));
    }

    private static void attributes(PgRelation relation, Consumer<@Nullable Object[]> rows) {
        TableDefinition table = relation.table();
        if (table == null) {
            return;
        }
        if (!relation.isIndex()) {
            for (int i = 0; i < table.columns().size(); i++) {
                rows.accept(attribute(
                        relation.oid(),
                        table.columns().get(i),
                        i + 1,
                        table.columns().get(i).name()));
            }
            return;
        }
        int number = 1;
        for (int position : keyColumns(relation)) {
            if (position >= 0) {
                ColumnDefinition column = table.columns().get(position);
                @Nullable Object[] row = attribute(relation.oid(), column, number, column.name());
                row[13] = false;
                row[14] = false;
                row[16] = "";
                row[17] = "";
                rows.accept(row);
            } else {
                SqlType type =
                        java.util.Objects.requireNonNull(relation.index()).keyType(table, number - 1);
                ColumnDefinition computed =
                        new ColumnDefinition(0, "expr", type, true, null, ColumnDefinition.Identity.NONE, null);
                rows.accept(attribute(relation.oid(), computed, number, "expr"));
            }
            number++;
        }
    }

    /** Positions of the columns of an index, -1 for expressions; included ones last. */
    private static List<Integer> keyColumns(PgRelation relation) {
        IndexDefinition index = relation.index();
        TableDefinition table = relation.table();
        if (index == null) {
            return table == null ? List.of() : table.primaryKey();
        }
        List<Integer> positions = new ArrayList<>();
        index.columns().forEach(column -> positions.add(column.expression() == null ? column.column() : -1));
        positions.addAll(index.included());
        return positions;
    }

    private static @Nullable Object[] attribute(long relation, ColumnDefinition column, int number, String name) {
        long type = PgTypes.oid(column.type());
        return new @Nullable Object[] {
            relation,
            name,
            type,
            -1,
            PgTypes.length(type),
            number,
            column.type().isArray() ? 1 : 0,
            -1,
            PgTypes.modifier(column.type()),
            PgTypes.length(type) > 0 && PgTypes.length(type) <= Long.BYTES,
            "i",
            PgTypes.length(type) > 0 ? "p" : "x",
            "",
            !column.nullable(),
            PgTexts.value(column) != null,
            false,
            switch (column.identity()) {
                case NONE -> "";
                case ALWAYS -> "a";
                case BY_DEFAULT -> "d";
            },
            column.isGenerated() ? "s" : "",
            false,
            true,
            0,
            0L,
            null,
            null,
            null,
            null
        };
    }

    private static SystemView indexes() {
        return view("pg_index")
                .columns(BIGINT, "indexrelid", "indrelid")
                .columns(INTEGER, "indnatts", "indnkeyatts")
                .columns(BOOLEAN, "indisunique", "indnullsnotdistinct", "indisprimary", "indisexclusion")
                .columns(BOOLEAN, "indimmediate", "indisclustered", "indisvalid", "indcheckxmin", "indisready")
                .columns(BOOLEAN, "indislive", "indisreplident")
                .columns(INTEGERS, "indkey", "indoption")
                .columns(TEXT, "indexprs", "indpred")
                .rows((context, rows) -> {
                    for (PgRelation relation : PgRelation.all(context)) {
                        TableDefinition table = relation.table();
                        if (relation.isIndex() && table != null) {
                            rows.accept(indexRow(relation, table));
                        }
                    }
                });
    }

    private static @Nullable Object[] indexRow(PgRelation relation, TableDefinition table) {
        IndexDefinition index = relation.index();
        List<Integer> columns = keyColumns(relation);
        List<Integer> options = new ArrayList<>();
        List<String> expressions = new ArrayList<>();
        if (index == null) {
            columns.forEach(column -> options.add(0));
        } else {
            for (IndexDefinition.Column column : index.columns()) {
                options.add((column.descending() ? 1 : 0) | (column.nullsFirst() ? 2 : 0));
                if (column.expression() != null) {
                    expressions.add(column.expression().sql());
                }
            }
        }
        boolean unique = index == null || index.unique();
        return new @Nullable Object[] {
            relation.oid(),
            PgRelation.ofTable(table),
            columns.size(),
            index == null ? columns.size() : index.columns().size(),
            unique,
            false,
            index == null,
            false,
            true,
            false,
            true,
            false,
            true,
            true,
            false,
            SqlArray.of(INTEGER, columns.stream().map(column -> column + 1).toList()),
            SqlArray.of(INTEGER, options),
            expressions.isEmpty() ? null : String.join(", ", expressions),
            index == null ? null : index.predicateSql()
        };
    }

    private static SystemView constraints() {
        return view("pg_constraint")
                .columns(BIGINT, "oid")
                .columns(TEXT, "conname")
                .columns(BIGINT, "connamespace")
                .columns(TEXT, "contype")
                .columns(BOOLEAN, "condeferrable", "condeferred", "convalidated")
                .columns(BIGINT, "conrelid", "contypid", "conindid", "conparentid", "confrelid")
                .columns(TEXT, "confupdtype", "confdeltype", "confmatchtype")
                .columns(BOOLEAN, "conislocal")
                .columns(INTEGER, "coninhcount")
                .columns(BOOLEAN, "connoinherit")
                .columns(INTEGERS, "conkey", "confkey")
                .columns(TEXT, "conbin")
                .rows((context, rows) -> PgConstraint.all(context).forEach(each -> rows.accept(row(each))));
    }

    private static @Nullable Object[] row(PgConstraint constraint) {
        ForeignKeyDefinition key = constraint.foreignKey();
        TableDefinition parent = constraint.parent();
        List<Integer> columns = constraint.columns();
        return new @Nullable Object[] {
            constraint.oid(),
            constraint.name(),
            PgRelation.ofSchema(constraint.table().schema()),
            constraint.kind(),
            key != null && key.deferrable(),
            key != null && key.initiallyDeferred(),
            true,
            PgRelation.ofTable(constraint.table()),
            0L,
            constraint.indexOid(),
            0L,
            parent == null ? 0L : PgRelation.ofTable(parent),
            key == null ? " " : action(key.onUpdate()),
            key == null ? " " : action(key.onDelete()),
            key == null ? " " : "s",
            true,
            0,
            !constraint.kind().equals("c"),
            columns.isEmpty() ? null : numbers(columns),
            key == null || parent == null ? null : numbers(constraint.parentColumns()),
            constraint.kind().equals("c") ? constraint.sql() : null
        };
    }

    private static SqlArray numbers(List<Integer> positions) {
        return SqlArray.of(INTEGER, positions.stream().map(at -> at + 1).toList());
    }

    private static String action(ForeignKeyDefinition.Action action) {
        return switch (action) {
            case NO_ACTION -> "a";
            case RESTRICT -> "r";
            case CASCADE -> "c";
            case SET_NULL -> "n";
            case SET_DEFAULT -> "d";
        };
    }

    private static SystemView defaults() {
        return view("pg_attrdef")
                .columns(BIGINT, "oid", "adrelid")
                .columns(INTEGER, "adnum")
                .columns(TEXT, "adbin")
                .rows((context, rows) -> {
                    for (PgRelation relation : PgRelation.all(context)) {
                        TableDefinition table = relation.isIndex() ? null : relation.table();
                        for (int i = 0; table != null && i < table.columns().size(); i++) {
                            ColumnDefinition column = table.columns().get(i);
                            String value = PgTexts.value(column);
                            if (value != null) {
                                long oid = PgRelation.named(
                                        "default", relation.schema() + '.' + table.name(), column.name());
                                rows.accept(new @Nullable Object[] {oid, relation.oid(), i + 1, value});
                            }
                        }
                    }
                });
    }

    private static SystemView descriptions() {
        return view("pg_description")
                .columns(BIGINT, "objoid", "classoid")
                .columns(INTEGER, "objsubid")
                .columns(TEXT, "description")
                .rows((context, rows) -> PgComment.all(context)
                        .forEach(comment -> rows.accept(new @Nullable Object[] {
                            comment.object(), comment.classOid(), comment.column(), comment.text()
                        })));
    }

    private static SystemView types() {
        return view("pg_type")
                .columns(BIGINT, "oid")
                .columns(TEXT, "typname")
                .columns(BIGINT, "typnamespace", "typowner")
                .columns(INTEGER, "typlen")
                .columns(BOOLEAN, "typbyval")
                .columns(TEXT, "typtype", "typcategory")
                .columns(BOOLEAN, "typispreferred", "typisdefined")
                .columns(TEXT, "typdelim")
                .columns(BIGINT, "typrelid", "typelem", "typarray")
                .columns(TEXT, "typinput", "typoutput", "typreceive", "typsend")
                .columns(BOOLEAN, "typnotnull")
                .columns(BIGINT, "typbasetype")
                .columns(INTEGER, "typtypmod", "typndims")
                .columns(BIGINT, "typcollation")
                .columns(TEXT, "typdefault")
                .rows((context, rows) -> {
                    PgTypes.all()
                            .forEach(type ->
                                    rows.accept(type(type, 0L, type.name().equals("record") ? "p" : "b")));
                    for (PgTypes.Type type : PgTypes.arrays()) {
                        long element = PgTypes.all().stream()
                                .filter(one -> one.array() == type.oid())
                                .mapToLong(PgTypes.Type::oid)
                                .sum();
                        rows.accept(type(type, element, "b"));
                    }
                    for (SystemDatabase database : PgRelation.mainCatalogs(context)) {
                        for (String schema : database.catalog().schemas(0)) {
                            database.catalog().domains(schema).forEach(domain -> {
                                long oid = PgRelation.named("type", schema, domain.name());
                                long base = PgTypes.oid(domain.type());
                                @Nullable
                                Object[] row = type(
                                        new PgTypes.Type(oid, 0, domain.name(), "", PgTypes.length(base), "U"),
                                        0L,
                                        "d");
                                row[2] = PgRelation.ofSchema(schema);
                                row[18] = domain.notNull();
                                row[19] = base;
                                row[20] = PgTypes.modifier(domain.type());
                                row[23] = domain.defaultSql();
                                rows.accept(row);
                            });
                        }
                    }
                });
    }

    private static @Nullable Object[] type(PgTypes.Type type, long element, String kind) {
        String functions = type.category().equals("A") ? "array_" : type.name();
        return new @Nullable Object[] {
            type.oid(),
            type.name(),
            PgRelation.ofSchema(PG_CATALOG),
            10L,
            type.length(),
            type.length() > 0 && type.length() <= Long.BYTES,
            kind,
            type.category(),
            false,
            true,
            ",",
            0L,
            element,
            type.array(),
            functions + "in",
            functions + "out",
            functions + "recv",
            functions + "send",
            false,
            0L,
            -1,
            0,
            0L,
            null
        };
    }
}
