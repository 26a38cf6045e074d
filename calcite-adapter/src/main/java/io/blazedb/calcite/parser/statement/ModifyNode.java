/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** INSERT, UPDATE, DELETE or MERGE as written. Its parts are read by the planner, which never validates it as a whole. */
public abstract sealed class ModifyNode extends SqlCall permits InsertNode, UpdateNode, DeleteNode, MergeNode {
    private final SqlOperator operator;
    private final SqlIdentifier target;
    private final @Nullable SqlIdentifier alias;
    private final @Nullable SqlNodeList returning;

    ModifyNode(
            SqlParserPos position,
            SqlKind kind,
            SqlIdentifier target,
            @Nullable SqlIdentifier alias,
            @Nullable SqlNodeList returning) {
        super(position);
        this.operator = new SqlSpecialOperator(kind.name(), kind);
        this.target = target;
        this.alias = alias;
        this.returning = returning;
    }

    /** The table written. */
    public final SqlIdentifier target() {
        return target;
    }

    /** The other name that the statement gives the table, or null. */
    final @Nullable SqlIdentifier alias() {
        return alias;
    }

    /** What the statement calls its table: the alias, or the table's own name. */
    public final String targetName() {
        SqlIdentifier name = alias == null ? target : alias;
        return name.names.get(name.names.size() - 1);
    }

    /** The items of RETURNING, or null. */
    public final @Nullable SqlNodeList returning() {
        return returning;
    }

    @Override
    public final SqlOperator getOperator() {
        return operator;
    }

    @Override
    public final List<SqlNode> getOperandList() {
        return List.of(target);
    }
}
