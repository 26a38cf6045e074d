/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** WITH before a statement that writes: every query of the statement gets it, and a name in FROM becomes a query. */
public final class WithClause {
    private final SqlNodeList items;
    private final Set<String> names = new HashSet<>();

    private WithClause(SqlNodeList items) {
        this.items = items;
        for (SqlNode item : items) {
            names.add(((SqlWithItem) item).name.getSimple());
        }
    }

    /** The error of a statement that writes where only the WITH of a whole statement may have one. */
    public static BlazeSqlException notAtTheTop() {
        return new BlazeSqlException(
                SqlErrorCode.FEATURE_NOT_SUPPORTED,
                "WITH clause containing a data-modifying statement must be at the top level");
    }

    /** The statement with the queries inside of it; behind statements that write, it stays the last part of a WITH. */
    public static SqlNode before(SqlNodeList items, SqlNode statement) {
        for (SqlNode item : items) {
            if (((SqlWithItem) item).query instanceof ModifyNode) {
                return new SqlWith(statement.getParserPosition(), items, statement);
            }
        }
        return new WithClause(items).apply(statement);
    }

    private SqlNode apply(SqlNode statement) {
        if (statement instanceof InsertNode insert) {
            return insert.withSource(source(insert.source()));
        }
        if (statement instanceof UpdateNode update) {
            return update.withParts(
                    update.assignments().stream().map(this::assignment).toList(),
                    from(update.from()),
                    expression(update.where()));
        }
        if (statement instanceof DeleteNode delete) {
            return delete.withParts(from(delete.using()), expression(delete.where()));
        }
        MergeNode merge = (MergeNode) statement;
        return merge.withSource(Objects.requireNonNull(from(merge.source())));
    }

    private SqlNode source(SqlNode source) {
        if (source.getKind() == SqlKind.VALUES) {
            return Objects.requireNonNull(expression(source));
        }
        if (source instanceof SqlOrderBy ordered) {
            return new SqlOrderBy(
                    ordered.getParserPosition(), with(ordered.query), ordered.orderList, ordered.offset, ordered.fetch);
        }
        return with(source);
    }

    private Assignment assignment(Assignment assignment) {
        List<SqlNode> values = new ArrayList<>();
        assignment.values().forEach(value -> values.add(Objects.requireNonNull(expression(value))));
        return new Assignment(assignment.columns(), values);
    }

    /** The query behind a copy of the clause; its own WITH comes after. */
    private SqlNode with(SqlNode query) {
        SqlNodeList copies = new SqlNodeList(items.getParserPosition());
        items.forEach(item -> copies.add(QueryTail.copy(item)));
        if (query instanceof SqlWith own) {
            own.withList.forEach(copies::add);
            return new SqlWith(own.getParserPosition(), copies, own.body);
        }
        return new SqlWith(query.getParserPosition(), copies, query);
    }

    private @Nullable SqlNode from(@Nullable SqlNode node) {
        if (node instanceof SqlIdentifier name && name.isSimple() && names.contains(name.getSimple())) {
            return SqlStdOperatorTable.AS.createCall(
                    name.getParserPosition(),
                    named(name),
                    new SqlIdentifier(name.getSimple(), name.getParserPosition()));
        }
        if (node instanceof SqlJoin join) {
            join.setLeft(Objects.requireNonNull(from(join.getLeft())));
            join.setRight(Objects.requireNonNull(from(join.getRight())));
            return join;
        }
        if (node instanceof SqlCall call && call.getKind() == SqlKind.AS) {
            if (call.operand(0) instanceof SqlIdentifier name && name.isSimple() && names.contains(name.getSimple())) {
                call.setOperand(0, named(name));
            } else if (call.operand(0).isA(SqlKind.QUERY)) {
                call.setOperand(0, with(call.operand(0)));
            }
            return call;
        }
        return node;
    }

    private SqlNode named(SqlIdentifier name) {
        SqlParserPos position = name.getParserPosition();
        return with(new SqlSelect(
                position,
                null,
                SqlNodeList.of(SqlIdentifier.star(position)),
                name,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                SqlNodeList.EMPTY));
    }

    private @Nullable SqlNode expression(@Nullable SqlNode node) {
        return node == null
                ? null
                : node.accept(new SqlShuttle() {
                    @Override
                    public @Nullable SqlNode visit(SqlCall call) {
                        return call.isA(SqlKind.QUERY) && call.getKind() != SqlKind.VALUES
                                ? source(call)
                                : super.visit(call);
                    }
                });
    }
}
