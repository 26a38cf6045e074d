/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** MERGE. */
public final class MergeNode extends ModifyNode {
    private final SqlNode source;
    private final SqlNode condition;
    private final List<When> clauses;

    public MergeNode(
            SqlParserPos position,
            SqlIdentifier target,
            @Nullable SqlIdentifier alias,
            SqlNode source,
            SqlNode condition,
            List<When> clauses,
            @Nullable SqlNodeList returning) {
        super(position, SqlKind.MERGE, target, alias, returning);
        this.source = source;
        this.condition = condition;
        this.clauses = List.copyOf(clauses);
    }

    /** The same statement with another source. */
    MergeNode withSource(SqlNode other) {
        return new MergeNode(getParserPosition(), target(), alias(), other, condition, clauses, returning());
    }

    /** What a clause does. */
    public enum Action {
        UPDATE,
        DELETE,
        INSERT,
        NOTHING
    }

    /**
     * A WHEN clause.
     *
     * @param matched whether it is for source rows with a partner in the target
     * @param condition a further condition, or null
     * @param assignments of UPDATE
     * @param columns of INSERT, or null for all
     * @param values of INSERT; empty if all are defaults
     */
    public record When(
            boolean matched,
            @Nullable SqlNode condition,
            Action action,
            List<Assignment> assignments,
            @Nullable SqlNodeList columns,
            List<SqlNode> values) {
        public When {
            assignments = List.copyOf(assignments);
            values = List.copyOf(values);
        }
    }

    public SqlNode source() {
        return source;
    }

    public SqlNode condition() {
        return condition;
    }

    public List<When> clauses() {
        return clauses;
    }
}
