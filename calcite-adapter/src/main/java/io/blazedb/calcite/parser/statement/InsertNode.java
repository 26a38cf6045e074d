/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** INSERT. */
public final class InsertNode extends ModifyNode {
    private final @Nullable SqlNodeList columns;
    private final SqlNode source;
    private final @Nullable ConflictClause conflict;

    public InsertNode(
            SqlParserPos position,
            SqlIdentifier target,
            @Nullable SqlIdentifier alias,
            @Nullable SqlNodeList columns,
            SqlNode source,
            @Nullable ConflictClause conflict,
            @Nullable SqlNodeList returning) {
        super(position, SqlKind.INSERT, target, alias, returning);
        this.columns = columns;
        this.source = source;
        this.conflict = conflict;
    }

    /** The named columns, or null for all. */
    public @Nullable SqlNodeList columns() {
        return columns;
    }

    public SqlNode source() {
        return source;
    }

    public @Nullable ConflictClause conflict() {
        return conflict;
    }
}
