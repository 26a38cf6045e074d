/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import static io.blazedb.calcite.system.SystemView.INTEGER;
import static io.blazedb.calcite.system.SystemView.TEXT;

import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The views of {@code information_schema} over domains. */
final class DomainViews {
    private DomainViews() {}

    static List<SystemView> all() {
        return List.of(domains(), domainConstraints(), columnDomainUsage());
    }

    private static SystemView domains() {
        return view("domains")
                .columns(TEXT, "domain_catalog", "domain_schema", "domain_name", "data_type", "domain_default")
                .columns(
                        INTEGER,
                        "character_maximum_length",
                        "numeric_precision",
                        "numeric_precision_radix",
                        "numeric_scale",
                        "datetime_precision")
                .rows(perDomain((database, domain, rows) -> rows.accept(new @Nullable Object[] {
                    database.alias(),
                    domain.schema(),
                    domain.name(),
                    InformationSchemaViews.dataType(domain.type()),
                    domain.defaultSql(),
                    InformationSchemaViews.characterLength(domain.type()),
                    InformationSchemaViews.numericPrecision(domain.type()),
                    InformationSchemaViews.numericRadix(domain.type()),
                    InformationSchemaViews.numericScale(domain.type()),
                    InformationSchemaViews.datetimePrecision(domain.type())
                })));
    }

    private static SystemView domainConstraints() {
        return view("domain_constraints")
                .columns(
                        TEXT,
                        "constraint_catalog",
                        "constraint_schema",
                        "constraint_name",
                        "domain_catalog",
                        "domain_schema",
                        "domain_name",
                        "is_deferrable",
                        "initially_deferred")
                .rows(perDomain((database, domain, rows) -> {
                    for (TableDefinition.Check check : domain.checks()) {
                        rows.accept(new @Nullable Object[] {
                            database.alias(),
                            domain.schema(),
                            check.name(),
                            database.alias(),
                            domain.schema(),
                            domain.name(),
                            "NO",
                            "NO"
                        });
                    }
                }));
    }

    private static SystemView columnDomainUsage() {
        return view("column_domain_usage")
                .columns(
                        TEXT,
                        "domain_catalog",
                        "domain_schema",
                        "domain_name",
                        "table_catalog",
                        "table_schema",
                        "table_name",
                        "column_name")
                .rows(InformationSchemaViews.perTable((context, database, table, rows) -> table.columns()
                        .forEach(column -> {
                            if (column.domain() != null) {
                                rows.accept(new @Nullable Object[] {
                                    database.alias(),
                                    column.domain().schema(),
                                    column.domain().name(),
                                    database.alias(),
                                    table.schema(),
                                    table.name(),
                                    column.name()
                                });
                            }
                        })));
    }

    /** Makes rows for one domain. */
    private interface DomainRows {
        void add(SystemDatabase database, DomainDefinition domain, Consumer<@Nullable Object[]> rows);
    }

    private static BiConsumer<SystemContext, Consumer<@Nullable Object[]>> perDomain(DomainRows source) {
        return (context, rows) -> {
            for (SystemDatabase database : context.databases()) {
                if (database.namespace() == 0) {
                    for (String schema : database.catalog().schemas(0)) {
                        database.catalog().domains(schema).stream()
                                .filter(domain -> !domain.type().isEnum())
                                .forEach(domain -> source.add(database, domain, rows));
                    }
                }
            }
        };
    }

    private static SystemView.Builder view(String name) {
        return SystemView.named(SystemViews.INFORMATION_SCHEMA, name);
    }
}
