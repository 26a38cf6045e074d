/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.GrantDefinition.GranteeKind;
import io.blazedb.calcite.catalog.PublicationDefinition;
import io.blazedb.calcite.catalog.PublicationDefinition.PublishedTable;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.TableRows;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.ExpressionContext;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.plan.PublishedView;
import io.blazedb.calcite.security.TableRights;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.session.StatementScope;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.calcite.types.SqlType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** EXPLAIN PUBLICATION: what somebody would get of a publication, to the column, row and byte. */
final class SessionPublications {
    private static final SqlType NUMBER = SqlType.of(SqlType.Name.BIGINT);

    static final List<ResultColumn> COLUMNS = List.of(
            CommandQuery.text("table_name"),
            CommandQuery.text("columns"),
            CommandQuery.text("condition"),
            CommandQuery.text("privileges"),
            new ResultColumn("rows", NUMBER, false, null),
            new ResultColumn("bytes", NUMBER, false, null));

    private final SqlSession session;

    SessionPublications(SqlSession session) {
        this.session = session;
    }

    /** A row for each published table; none if nothing is granted to the one who is named. */
    SqlResult explain(Command.ExplainPublication explain) {
        List<@Nullable Object[]> rows = session.inScope(false, scope -> {
            session.access(scope).requireSuperuser("EXPLAIN PUBLICATION");
            Database main = session.databaseOf(Database.MAIN);
            CatalogView catalog = scope.catalog(main);
            PublicationDefinition publication = catalog.publication(explain.publication());
            if (publication == null) {
                throw new BlazeSqlException(
                        SqlErrorCode.UNDEFINED_OBJECT, "publication \"" + explain.publication() + "\" does not exist");
            }
            String privileges = privileges(
                    catalog, explain, session.engine().expressionContext("", "").statementTime());
            List<@Nullable Object[]> tables = new ArrayList<>();
            for (PublishedTable table : privileges.isEmpty() ? List.<PublishedTable>of() : publication.tables()) {
                tables.add(row(scope, main, table, privileges, explain));
            }
            return tables;
        });
        return Results.rows(Results.cursor(COLUMNS, rows));
    }

    /** What is granted, each privilege once; by way of a group only if the one who is named is a member, which is not known here. */
    private static String privileges(CatalogView catalog, Command.ExplainPublication explain, Instant now) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        Set<String> granted = new TreeSet<>();
        for (GrantDefinition grant : catalog.grants(explain.publication())) {
            if (!grant.isValidAt(micros)) {
                continue;
            }
            boolean named =
                    grant.granteeKind() == explain.kind() && grant.grantee().equals(explain.grantee());
            boolean everybody = grant.granteeKind() == GranteeKind.PUBLIC
                    || (grant.granteeKind() == GranteeKind.SAME_USER && explain.kind() == GranteeKind.APP);
            if (named || everybody) {
                granted.add(grant.privilege().name());
            } else if (grant.granteeKind() == GranteeKind.APP_GROUP) {
                granted.add(grant.privilege().name() + " as a member of " + grant.grantee());
            }
        }
        return String.join(", ", granted);
    }

    private @Nullable Object[] row(
            StatementScope scope,
            Database main,
            PublishedTable published,
            String privileges,
            Command.ExplainPublication explain) {
        TableDefinition table = scope.catalog(main).table(0, published.schema(), published.table());
        if (table == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.UNDEFINED_TABLE, "table \"" + published.table() + "\" does not exist");
        }
        CatalogView catalog = scope.catalog(main);
        PublishedView view =
                table.kind() == TableDefinition.Kind.VIEW ? PublishedView.of(catalog, table, Database.MAIN) : null;
        TableDefinition source = view == null ? table : view.base();
        String where = published.whereSql();
        String policies = TableRights.ofSubscribers(catalog, source);
        RowPredicate condition = where == null ? null : session.engine().publishedRows(table, where);
        RowPredicate policy = policies == null ? null : session.engine().publishedRows(source, policies);
        boolean app = explain.kind() == GranteeKind.APP;
        ExpressionContext context =
                session.engine().expressionContext(app ? "" : explain.grantee(), app ? explain.grantee() : "");
        List<Integer> places = new ArrayList<>();
        List<SqlType> types = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnDefinition column = table.columns().get(i);
            if (published.columns().contains(column.name())) {
                places.add(i);
                types.add(column.type());
                names.add(column.name());
            }
        }
        RowCodec codec = codec(types);
        long[] sums = new long[2];
        TableRows.forEach(scope.read(main), source, (key, base) -> {
            @Nullable Object[] stored = view == null ? base : view.row(base);
            boolean seen =
                    (view == null || view.rows().test(base, context)) && (policy == null || policy.test(base, context));
            if (seen && (condition == null || condition.test(stored, context))) {
                @Nullable Object[] exported = new @Nullable Object[places.size()];
                for (int i = 0; i < exported.length; i++) {
                    exported[i] = stored[places.get(i)];
                }
                sums[0]++;
                sums[1] += codec.encode(exported).length;
            }
        });
        return new @Nullable Object[] {
            published.schema() + "." + published.table(),
            String.join(", ", names),
            condition(where, policies),
            privileges,
            sums[0],
            sums[1]
        };
    }

    /** The publication's condition and what policies demand. */
    private static @Nullable String condition(@Nullable String where, @Nullable String policies) {
        if (policies == null || where == null) {
            return policies == null ? where : policies;
        }
        return "(" + where + "\n) AND (" + policies + ")";
    }

    private static RowCodec codec(List<SqlType> types) {
        int[] ids = new int[types.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i + 1;
        }
        return new RowCodec(types.toArray(new SqlType[0]), ids);
    }
}
