/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.ddl;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableDefinition.Kind;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.statistics.TableAnalysis;
import java.util.List;

/** ANALYZE. */
final class StatisticsDdl {
    private final DdlContext context;
    private final Names names;

    StatisticsDdl(DdlContext context, Names names) {
        this.context = context;
        this.names = names;
    }

    void analyze(Command.Analyze analyze) {
        for (List<String> name : analyze.names()) {
            Names.Found found = names.requireAny(name);
            names.requireOwner(found);
            if (found.table().kind() != Kind.TABLE) {
                throw new BlazeSqlException(
                        SqlErrorCode.INVALID_DEFINITION, "\"" + found.table().name() + "\" is not a table");
            }
            analyze(found.database(), found.table());
        }
        if (analyze.names().isEmpty()) {
            context.access().requireSuperuser("ANALYZE of the whole database");
            Database database = context.database(context.names().currentDatabase());
            CatalogView catalog = names.catalog(database);
            for (String schema : catalog.schemas(database.namespace())) {
                for (TableDefinition table : catalog.tables(database.namespace(), schema)) {
                    if (table.kind() == Kind.TABLE) {
                        analyze(database, table);
                    }
                }
            }
        }
    }

    /** A replica's rows are its publisher's, what is known of them is its subscriber's. */
    private void analyze(Database database, TableDefinition table) {
        context.requireWritable(database.namespace() == 0 ? database : context.database(Database.MAIN));
        names.catalogWriter(database)
                .putStatistics(
                        table,
                        TableAnalysis.of(context.scope().read(database), table, context.execution()::checkCancelled));
    }
}
