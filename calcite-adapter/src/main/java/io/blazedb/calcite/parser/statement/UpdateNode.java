/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** UPDATE. */
public final class UpdateNode extends ModifyNode {
    private final List<Assignment> assignments;
    private final @Nullable SqlNode from;
    private final @Nullable SqlNode where;

    public UpdateNode(
            SqlParserPos position,
            SqlIdentifier target,
            @Nullable SqlIdentifier alias,
            List<Assignment> assignments,
            @Nullable SqlNode from,
            @Nullable SqlNode where,
            @Nullable SqlNodeList returning) {
        super(position, SqlKind.UPDATE, target, alias, returning);
        this.assignments = List.copyOf(assignments);
        this.from = from;
        this.where = where;
    }

    /** The same statement with other parts. */
    UpdateNode withParts(List<Assignment> others, @Nullable SqlNode otherFrom, @Nullable SqlNode otherWhere) {
        return new UpdateNode(getParserPosition(), target(), alias(), others, otherFrom, otherWhere, returning());
    }

    /** The same statement with other assignments. */
    public UpdateNode withAssignments(List<Assignment> others) {
        return new UpdateNode(getParserPosition(), target(), alias(), others, from, where, returning());
    }

    public List<Assignment> assignments() {
        return assignments;
    }

    public @Nullable SqlNode from() {
        return from;
    }

    public @Nullable SqlNode where() {
        return where;
    }
}
