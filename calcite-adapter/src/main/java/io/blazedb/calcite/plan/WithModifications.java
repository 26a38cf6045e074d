/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.statement.ModifyNode;
import io.blazedb.calcite.parser.statement.WithClause;
import io.blazedb.calcite.system.SystemViews;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Compiles WITH whose items write. They run in the order in which they stand, each once, then the statement; the rows of an item's
 * RETURNING are a table of its name for all that follows. PostgreSQL lets no part see what another one wrote: what would see it is refused.
 */
final class WithModifications {
    private final PlanningContext context;
    private final SqlWith with;
    private final SqlNodeList queries;
    private final List<CompiledWith.Part> parts = new ArrayList<>();
    private final Set<ResolvedTable> written = new HashSet<>();

    private WithModifications(SqlWith with, PlanningContext context) {
        this.with = with;
        this.context = context;
        this.queries = new SqlNodeList(with.withList.getParserPosition());
    }

    /** The WITH of a statement, if one of its items writes; otherwise null. */
    static @Nullable SqlWith of(SqlNode statement) {
        SqlNode inner = statement instanceof SqlOrderBy ordered ? ordered.query : statement;
        if (inner instanceof SqlWith with) {
            for (SqlNode item : with.withList) {
                if (((SqlWithItem) item).query instanceof ModifyNode) {
                    return with;
                }
            }
        }
        return null;
    }

    static CompiledQuery compile(SqlNode statement, SqlWith with, PlanningContext context) {
        return new WithModifications(with, context).compile(statement);
    }

    private CompiledQuery compile(SqlNode statement) {
        for (SqlNode node : with.withList) {
            SqlWithItem item = (SqlWithItem) node;
            if (item.query instanceof ModifyNode modification) {
                add(item, modification);
            } else {
                requireNoParameters(item);
                queries.add(item);
            }
        }
        SqlNode body = with.body;
        CompiledQuery last;
        if (body instanceof ModifyNode modification) {
            last = ModificationCompiler.compile(behindQueries(modification), context);
        } else {
            SqlNodeList used =
                    used(statement instanceof SqlOrderBy ordered ? List.of(body, ordered.orderList) : List.of(body));
            SqlNode query = used.isEmpty() ? body : new SqlWith(with.getParserPosition(), used, body);
            last = QueryCompiler.compile(
                    statement instanceof SqlOrderBy ordered
                            ? new SqlOrderBy(
                                    ordered.getParserPosition(),
                                    query,
                                    ordered.orderList,
                                    ordered.offset,
                                    ordered.fetch)
                            : query,
                    context);
        }
        requireUnwritten(last);
        return new CompiledWith(List.copyOf(parts), last);
    }

    /** The queries of WITH that these nodes name, or queries that they name. */
    private SqlNodeList used(List<SqlNode> nodes) {
        Set<String> names = new HashSet<>();
        SqlBasicVisitor<@Nullable Void> collector = new SqlBasicVisitor<>() {
            @Override
            public @Nullable Void visit(SqlIdentifier name) {
                names.add(name.names.get(0));
                return null;
            }
        };
        nodes.forEach(node -> node.accept(collector));
        List<SqlNode> used = new ArrayList<>();
        for (int i = queries.size() - 1; i >= 0; i--) {
            SqlWithItem item = (SqlWithItem) queries.get(i);
            if (names.contains(item.name.getSimple())) {
                item.query.accept(collector);
                used.add(0, item);
            }
        }
        return new SqlNodeList(used, queries.getParserPosition());
    }

    private void add(SqlWithItem item, ModifyNode modification) {
        CompiledQuery compiled = ModificationCompiler.compile(behindQueries(modification), context);
        requireUnwritten(compiled);
        String name = item.name.getSimple();
        TableDefinition rows = compiled.columns().isEmpty() ? null : rows(item, compiled.columns());
        if (rows != null) {
            context.give(name, rows);
        }
        parts.add(new CompiledWith.Part(compiled, rows));
        ResolvedTable target = compiled.target();
        if (target != null) {
            written.add(target);
        }
    }

    private ModifyNode behindQueries(ModifyNode modification) {
        return queries.isEmpty() ? modification : (ModifyNode) WithClause.before(queries, modification);
    }

    /** A table that holds the rows of RETURNING; to read it takes no right, as with the views of its schema. */
    private TableDefinition rows(SqlWithItem item, List<ResultColumn> columns) {
        SqlNodeList names = item.columnList;
        if (names != null && names.size() > columns.size()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_COLUMN_REFERENCE,
                    "WITH query \"" + item.name.getSimple() + "\" has " + columns.size() + " columns available but "
                            + names.size() + " columns specified");
        }
        List<ColumnDefinition> definitions = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            ResultColumn column = columns.get(i);
            String name =
                    names != null && i < names.size() ? ((SqlIdentifier) names.get(i)).getSimple() : column.label();
            SqlType type = column.type().name() == SqlType.Name.NULL ? SqlType.of(SqlType.Name.VARCHAR) : column.type();
            definitions.add(new ColumnDefinition(i + 1, name, type, true, null, ColumnDefinition.Identity.NONE, null));
        }
        return new TableDefinition(
                0,
                0,
                SystemViews.INFORMATION_SCHEMA,
                item.name.getSimple(),
                TableDefinition.Kind.SYSTEM_VIEW,
                1,
                definitions,
                List.of(),
                null,
                List.of(),
                List.of(),
                null,
                null);
    }

    private void requireUnwritten(CompiledQuery part) {
        for (ResolvedTable table : part.reads()) {
            if (written.contains(table)) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "reading table \"" + table.definition().name()
                                + "\" in a statement whose WITH has written to it is not supported");
            }
        }
    }

    private static void requireNoParameters(SqlWithItem item) {
        item.query.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlDynamicParam parameter) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED,
                        "a parameter in a query of WITH beside a statement that writes is not supported");
            }
        });
    }
}
