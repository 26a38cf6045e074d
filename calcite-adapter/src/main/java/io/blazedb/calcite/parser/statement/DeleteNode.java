/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** DELETE. */
public final class DeleteNode extends ModifyNode {
    private final @Nullable SqlNode using;
    private final @Nullable SqlNode where;

    public DeleteNode(
            SqlParserPos position,
            SqlIdentifier target,
            @Nullable SqlIdentifier alias,
            @Nullable SqlNode using,
            @Nullable SqlNode where,
            @Nullable SqlNodeList returning) {
        super(position, SqlKind.DELETE, target, alias, returning);
        this.using = using;
        this.where = where;
    }

    /** The same statement with other parts. */
    DeleteNode withParts(@Nullable SqlNode otherUsing, @Nullable SqlNode otherWhere) {
        return new DeleteNode(getParserPosition(), target(), alias(), otherUsing, otherWhere, returning());
    }

    public @Nullable SqlNode using() {
        return using;
    }

    public @Nullable SqlNode where() {
        return where;
    }
}
