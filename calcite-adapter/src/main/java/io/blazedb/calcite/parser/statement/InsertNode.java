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
    private final Overriding overriding;
    private final SqlNode source;
    private final @Nullable ConflictClause conflict;

    /** What happens to values for identity columns. */
    public enum Overriding {
        /** Those of GENERATED ALWAYS columns are refused. */
        NONE,
        /** They are stored. */
        SYSTEM,
        /** They are not looked at. */
        USER
    }

    public InsertNode(
            SqlParserPos position,
            SqlIdentifier target,
            @Nullable SqlIdentifier alias,
            @Nullable SqlNodeList columns,
            Overriding overriding,
            SqlNode source,
            @Nullable ConflictClause conflict,
            @Nullable SqlNodeList returning) {
        super(position, SqlKind.INSERT, target, alias, returning);
        this.columns = columns;
        this.overriding = overriding;
        this.source = source;
        this.conflict = conflict;
    }

    /** The same statement with another source. */
    InsertNode withSource(SqlNode other) {
        return new InsertNode(
                getParserPosition(), target(), alias(), columns, overriding, other, conflict, returning());
    }

    public Overriding overriding() {
        return overriding;
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
