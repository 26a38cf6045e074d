/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.check.DatabaseCheck;
import io.blazedb.calcite.check.Finding;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.SessionNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements by which a session cares for whole databases. */
final class SessionCare {
    static final List<ResultColumn> FINDING_COLUMNS = List.of(
            CommandQuery.text("severity"),
            CommandQuery.text("object"),
            CommandQuery.text("finding"),
            CommandQuery.text("detail"));

    private final SqlSession session;
    private final ExecuteOptions options;

    SessionCare(SqlSession session, ExecuteOptions options) {
        this.session = session;
        this.options = options;
    }

    /** A row for each finding; none is health. */
    SqlResult check(Command.CheckDatabase check) {
        String alias = check.alias() == null ? session.currentDatabase() : check.alias();
        Database database = session.databaseOf(alias);
        List<Finding> findings =
                new ArrayList<>(DatabaseCheck.pages(database.resources().store()));
        findings.addAll(session.inScope(false, scope -> {
            StatementContext context =
                    new StatementContext(session, scope, new @Nullable Object[0], false, options.timeoutMillis());
            session.started(context);
            return DatabaseCheck.contents(
                    scope.read(database),
                    alias,
                    table -> database.resources()
                            .rules()
                            .rules(
                                    table,
                                    new SessionNames(
                                            scope,
                                            session.engine().databases(),
                                            session.systemViews(),
                                            alias,
                                            table.schema())),
                    context);
        }));
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Finding finding : findings) {
            rows.add(new @Nullable Object[] {
                finding.severity().name(), finding.object(), finding.problem().name(), finding.detail()
            });
        }
        return Results.rows(Results.cursor(FINDING_COLUMNS, rows));
    }
}
