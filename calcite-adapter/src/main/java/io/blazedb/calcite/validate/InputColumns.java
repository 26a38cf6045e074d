/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.validate;

import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/**
 * Qualifies names of columns where a column of FROM comes before a name that the select list gives: in expressions of ORDER BY, and
 * inside aggregate functions of HAVING. A name that stands alone in ORDER BY is one of the select list.
 */
final class InputColumns extends SqlShuttle {
    private final SqlValidatorScope scope;
    private final boolean onlyInAggregates;
    private boolean inAggregate;

    private InputColumns(SqlValidatorScope scope, boolean onlyInAggregates) {
        this.scope = scope;
        this.onlyInAggregates = onlyInAggregates;
    }

    /** An item of ORDER BY. */
    static SqlNode inOrderItem(SqlNode item, SqlValidatorScope scope) {
        SqlNode bare = bare(item);
        boolean alone = bare instanceof SqlIdentifier || bare instanceof SqlLiteral;
        return alone ? item : applied(new InputColumns(scope, false), item);
    }

    /** An item of ORDER BY without its direction. */
    static SqlNode bare(SqlNode item) {
        SqlNode bare = item;
        while (bare.getKind() == SqlKind.DESCENDING
                || bare.getKind() == SqlKind.NULLS_FIRST
                || bare.getKind() == SqlKind.NULLS_LAST) {
            bare = ((SqlCall) bare).operand(0);
        }
        return bare;
    }

    /** The condition of HAVING. */
    static SqlNode inHaving(SqlNode condition, SqlValidatorScope scope) {
        return applied(new InputColumns(scope, true), condition);
    }

    private static SqlNode applied(InputColumns shuttle, SqlNode node) {
        SqlNode result = node.accept(shuttle);
        return result == null ? node : result;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call.isA(SqlKind.QUERY)) {
            return call;
        }
        boolean before = inAggregate;
        inAggregate |= call.getOperator().isAggregator();
        try {
            return super.visit(call);
        } finally {
            inAggregate = before;
        }
    }

    @Override
    public SqlNode visit(SqlIdentifier name) {
        if (!name.isSimple() || (onlyInAggregates && !inAggregate)) {
            return name;
        }
        try {
            return scope.fullyQualify(name).identifier;
        } catch (CalciteContextException notOne) {
            return name;
        }
    }
}
