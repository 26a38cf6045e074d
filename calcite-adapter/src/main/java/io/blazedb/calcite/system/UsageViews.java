/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import static io.blazedb.calcite.system.SystemView.INTEGER;
import static io.blazedb.calcite.system.SystemView.TEXT;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.function.UserFunction;
import io.blazedb.calcite.parser.ColumnNames;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The views of {@code information_schema} about what constraints use, about functions of the program, and about what there is none of. */
final class UsageViews {
    private UsageViews() {}

    static List<SystemView> all() {
        return List.of(
                constraintColumns(),
                constraintTables(),
                routines(),
                parameters(),
                catalogName(),
                characterSets(),
                collations(),
                view("triggers")
                        .columns(TEXT, "trigger_catalog", "trigger_schema", "trigger_name", "event_manipulation")
                        .columns(TEXT, "event_object_catalog", "event_object_schema", "event_object_table")
                        .columns(INTEGER, "action_order")
                        .columns(TEXT, "action_condition", "action_statement", "action_orientation", "action_timing")
                        .rows((context, rows) -> {}),
                view("triggered_update_columns")
                        .columns(TEXT, "trigger_catalog", "trigger_schema", "trigger_name", "event_object_catalog")
                        .columns(TEXT, "event_object_schema", "event_object_table", "event_object_column")
                        .rows((context, rows) -> {}));
    }

    private static SystemView.Builder view(String name) {
        return SystemView.named(SystemViews.INFORMATION_SCHEMA, name);
    }

    private static List<PgConstraint> constraints(SystemDatabase database, TableDefinition table) {
        List<PgConstraint> constraints = new ArrayList<>();
        PgConstraint.of(table, database, constraints);
        return constraints;
    }

    /** The table whose columns a constraint is about: of a foreign key, the one it refers to. */
    private static @Nullable TableDefinition used(PgConstraint constraint) {
        return constraint.kind().equals("f") ? constraint.parent() : constraint.table();
    }

    private static Set<String> usedColumns(PgConstraint constraint, TableDefinition used) {
        Set<String> columns = new LinkedHashSet<>();
        if (constraint.kind().equals("c")) {
            for (ColumnDefinition column : used.columns()) {
                if (ColumnNames.names(constraint.sql(), column.name())) {
                    columns.add(column.name());
                }
            }
            return columns;
        }
        List<Integer> positions = constraint.kind().equals("f") ? constraint.parentColumns() : constraint.columns();
        positions.forEach(at -> columns.add(used.columns().get(at).name()));
        return columns;
    }

    private static SystemView constraintColumns() {
        return view("constraint_column_usage")
                .columns(TEXT, "table_catalog", "table_schema", "table_name", "column_name")
                .columns(TEXT, "constraint_catalog", "constraint_schema", "constraint_name")
                .rows(InformationSchemaViews.perTable((context, database, table, rows) -> {
                    for (PgConstraint constraint : constraints(database, table)) {
                        TableDefinition used = used(constraint);
                        if (used != null) {
                            usedColumns(constraint, used)
                                    .forEach(column -> rows.accept(new @Nullable Object[] {
                                        database.alias(),
                                        used.schema(),
                                        used.name(),
                                        column,
                                        database.alias(),
                                        table.schema(),
                                        constraint.name()
                                    }));
                        }
                    }
                }));
    }

    private static SystemView constraintTables() {
        return view("constraint_table_usage")
                .columns(TEXT, "table_catalog", "table_schema", "table_name")
                .columns(TEXT, "constraint_catalog", "constraint_schema", "constraint_name")
                .rows(InformationSchemaViews.perTable((context, database, table, rows) -> {
                    for (PgConstraint constraint : constraints(database, table)) {
                        TableDefinition used = used(constraint);
                        if (used != null && !constraint.kind().equals("c")) {
                            rows.accept(new @Nullable Object[] {
                                database.alias(),
                                used.schema(),
                                used.name(),
                                database.alias(),
                                table.schema(),
                                constraint.name()
                            });
                        }
                    }
                }));
    }

    private static String specificName(UserFunction function) {
        return function.name() + "_" + function.arguments().size();
    }

    private static SystemView routines() {
        return view("routines")
                .columns(TEXT, "specific_catalog", "specific_schema", "specific_name")
                .columns(TEXT, "routine_catalog", "routine_schema", "routine_name", "routine_type", "data_type")
                .columns(TEXT, "routine_body", "routine_definition", "external_language", "is_deterministic")
                .rows((context, rows) -> {
                    for (UserFunction function : context.engine().functions().all()) {
                        rows.accept(new @Nullable Object[] {
                            Database.MAIN,
                            "public",
                            specificName(function),
                            Database.MAIN,
                            "public",
                            function.name(),
                            function instanceof UserFunction.Aggregate ? null : "FUNCTION",
                            InformationSchemaViews.dataType(function.result()),
                            "EXTERNAL",
                            null,
                            "JAVA",
                            "NO"
                        });
                    }
                });
    }

    private static SystemView parameters() {
        return view("parameters")
                .columns(TEXT, "specific_catalog", "specific_schema", "specific_name")
                .columns(INTEGER, "ordinal_position")
                .columns(TEXT, "parameter_mode", "parameter_name", "data_type")
                .rows((context, rows) -> {
                    for (UserFunction function : context.engine().functions().all()) {
                        int position = 1;
                        for (SqlType type : function.arguments()) {
                            rows.accept(new @Nullable Object[] {
                                Database.MAIN,
                                "public",
                                specificName(function),
                                position++,
                                "IN",
                                null,
                                InformationSchemaViews.dataType(type)
                            });
                        }
                    }
                });
    }

    private static SystemView catalogName() {
        return view("information_schema_catalog_name")
                .columns(TEXT, "catalog_name")
                .rows((context, rows) -> rows.accept(new @Nullable Object[] {Database.MAIN}));
    }

    private static SystemView characterSets() {
        return view("character_sets")
                .columns(TEXT, "character_set_name", "character_repertoire", "form_of_use", "default_collate_name")
                .rows((context, rows) -> rows.accept(new @Nullable Object[] {"UTF8", "UCS", "UTF8", "C"}));
    }

    private static SystemView collations() {
        return view("collations")
                .columns(TEXT, "collation_catalog", "collation_schema", "collation_name", "pad_attribute")
                .rows((context, rows) ->
                        rows.accept(new @Nullable Object[] {Database.MAIN, SystemViews.PG_CATALOG, "C", "NO PAD"}));
    }
}
