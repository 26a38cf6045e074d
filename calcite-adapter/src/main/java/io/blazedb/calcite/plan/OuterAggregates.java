/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Aggregates;
import io.blazedb.calcite.plan.QueryScope.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates and columns of different queries in one expression. An aggregate function belongs to the innermost query whose columns it uses,
 * so that in {@code (SELECT MAX(o.x) FROM i)} it is one of the query around; and beside an aggregate of a sub-query any column of the
 * queries around may stand. {@link AggregateSplit} computes the aggregates of such queries in a query of their own.
 */
final class OuterAggregates extends SqlBasicVisitor<@Nullable Void> {
    private final PlanningContext context;
    private final Set<String> defined = new HashSet<>();
    private final List<Level> levels = new ArrayList<>();
    private int splits;

    private static final class Level {
        final QueryScope scope;
        /** Aggregates of this query that stand in sub-queries. */
        final Set<SqlNode> ofSubQueries = Collections.newSetFromMap(new IdentityHashMap<>());

        /** Aggregates of queries around that stand in this one. */
        final Set<SqlNode> ofOthers = Collections.newSetFromMap(new IdentityHashMap<>());

        boolean aggregates;
        boolean usesOuterColumns;
        /** Whether sub-queries now are those of clauses in which aggregates are allowed. */
        boolean afterGrouping;
        /** How many aggregates, of any query, are around. */
        int inAggregate;

        Level(QueryScope scope) {
            this.scope = scope;
        }
    }

    private OuterAggregates(PlanningContext context) {
        this.context = context;
    }

    /** Changes such queries in their place. */
    static void separate(SqlNode statement, PlanningContext context) {
        OuterAggregates visitor = new OuterAggregates(context);
        statement.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlCall call) {
                if (call instanceof SqlWithItem item) {
                    visitor.defined.add(item.name.getSimple());
                }
                return super.visit(call);
            }
        });
        statement.accept(visitor);
    }

    @Override
    public @Nullable Void visit(SqlCall call) {
        if (call instanceof SqlOrderBy ordered && ordered.query instanceof SqlSelect select) {
            return select(select, ordered.orderList);
        }
        if (call instanceof SqlSelect select) {
            return select(select, SqlNodeList.EMPTY);
        }
        if (call.getKind() == SqlKind.AS) {
            return call.<SqlNode>operand(0).accept(this);
        }
        if (call.getKind() == SqlKind.OVER) {
            for (SqlNode argument : ((SqlCall) function(call.operand(0))).getOperandList()) {
                if (argument != null) {
                    argument.accept(this);
                }
            }
            return call.<SqlNode>operand(1).accept(this);
        }
        if (isAggregate(call) && !levels.isEmpty()) {
            return aggregate(call);
        }
        return super.visit(call);
    }

    private @Nullable Void select(SqlSelect select, SqlNodeList order) {
        from(select.getFrom());
        Level level = new Level(new QueryScope(select, context, defined));
        levels.add(level);
        within(select.getWhere());
        within(select.getGroup());
        level.usesOuterColumns = false;
        level.afterGrouping = true;
        select.getSelectList().accept(this);
        within(select.getHaving());
        within(select.getQualify());
        order.accept(this);
        levels.remove(levels.size() - 1);
        boolean grouped = level.aggregates || select.getGroup() != null;
        if (!level.ofSubQueries.isEmpty() || (grouped && level.usesOuterColumns)) {
            AggregateSplit.split(select, order, splits++, level.scope, level.ofSubQueries, level.ofOthers);
        }
        return null;
    }

    /** Names in FROM are those of tables. */
    private void from(@Nullable SqlNode from) {
        if (from instanceof SqlJoin join) {
            from(join.getLeft());
            from(join.getRight());
            if (join.getConditionType() == JoinConditionType.ON) {
                within(join.getCondition());
            }
        } else if (from != null && from.getKind() == SqlKind.AS) {
            from(((SqlCall) from).operand(0));
        } else if (from != null && !(from instanceof SqlIdentifier)) {
            from.accept(this);
        }
    }

    private void within(@Nullable SqlNode clause) {
        if (clause != null) {
            clause.accept(this);
        }
    }

    @Override
    public @Nullable Void visit(SqlIdentifier name) {
        if (levels.size() > 1) {
            Level level = levels.get(levels.size() - 1);
            if (level.inAggregate == 0 && levelOf(name) < levels.size() - 1) {
                level.usesOuterColumns = true;
            }
        }
        return null;
    }

    private @Nullable Void aggregate(SqlCall call) {
        int present = levels.size() - 1;
        int innermost = present == 0 ? 0 : innermost(call, present);
        if (innermost < 0 || innermost == present) {
            Level level = levels.get(present);
            level.aggregates |= level.afterGrouping;
            level.inAggregate++;
            super.visit(call);
            level.inAggregate--;
            return null;
        }
        Level owner = levels.get(innermost);
        if (!owner.afterGrouping || owner.inAggregate > 0) {
            throw new BlazeSqlException(
                    SqlErrorCode.GROUPING_ERROR, "aggregate functions are not allowed in WHERE, ON or in each other");
        }
        owner.ofSubQueries.add(call);
        Level level = levels.get(present);
        level.ofOthers.add(call);
        level.usesOuterColumns = true;
        return null;
    }

    /** The number of the innermost query, up to the present one, of whose columns one is used; negative if none is. */
    private int innermost(SqlCall call, int present) {
        int[] found = {-1};
        call.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier name) {
                int level = name.isStar() ? -1 : levelOf(name);
                if (level <= present) {
                    found[0] = Math.max(found[0], level);
                }
                return null;
            }

            @Override
            public @Nullable Void visit(SqlCall inner) {
                if (inner.getKind() == SqlKind.AS) {
                    return inner.<SqlNode>operand(0).accept(this);
                }
                if (inner instanceof SqlJoin join) {
                    boolean conditional = join.getConditionType() == JoinConditionType.ON;
                    return conditional
                            ? Objects.requireNonNull(join.getCondition()).accept(this)
                            : null;
                }
                if (!(inner instanceof SqlSelect select)) {
                    return super.visit(inner);
                }
                levels.add(new Level(new QueryScope(select, context, defined)));
                for (SqlNode clause : select.getOperandList()) {
                    boolean table = clause == select.getFrom() && !(clause instanceof SqlJoin);
                    if (clause != null && !table) {
                        clause.accept(this);
                    }
                }
                levels.remove(levels.size() - 1);
                return null;
            }
        });
        return found[0];
    }

    /** The number of the innermost query that has a column; that of the present one if none is known to have it, or it may. */
    private int levelOf(SqlIdentifier name) {
        int present = levels.size() - 1;
        for (int i = present; i >= 0; i--) {
            Answer answer = levels.get(i).scope.has(name);
            if (answer != Answer.NO) {
                return answer == Answer.YES ? i : present;
            }
        }
        return present;
    }

    /** Whether a call, with the clauses behind it, is that of an aggregate function. */
    static boolean isAggregate(SqlCall call) {
        if (function(call) instanceof SqlCall function && !function.isA(SqlKind.QUERY)) {
            return function.getOperator().isAggregator()
                    || Aggregates.isKnown(function.getOperator().getName().toUpperCase(Locale.ROOT));
        }
        return false;
    }

    private static SqlNode function(SqlNode call) {
        return switch (call.getKind()) {
            case FILTER, WITHIN_GROUP, WITHIN_DISTINCT, RESPECT_NULLS, IGNORE_NULLS ->
                function(((SqlCall) call).operand(0));
            default -> call;
        };
    }
}
