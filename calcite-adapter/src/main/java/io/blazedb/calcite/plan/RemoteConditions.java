/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.plan.rel.BlazeRemote;
import io.blazedb.calcite.plan.rel.BlazeRemote.Value;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Writes conditions over a served table as the owner reads them. What it does not know is left to this side: the owner then gives more rows,
 * and they are tested here.
 *
 * <p>Values are not written but sent, in a type that the comparison does not convert, so that both sides mean the same.
 */
final class RemoteConditions {
    private final TableDefinition table;
    private final RexBuilder rexBuilder;
    private final List<Value> values = new ArrayList<>();

    RemoteConditions(TableDefinition table, RexBuilder rexBuilder) {
        this.table = table;
        this.rexBuilder = rexBuilder;
    }

    /** The values of the question marks in everything that was written. */
    List<Value> values() {
        return List.copyOf(values);
    }

    /** The condition as SQL, or null if the owner cannot be asked for it. */
    @Nullable
    String write(RexNode condition) {
        int mark = values.size();
        String text = condition(condition);
        if (text == null) {
            values.subList(mark, values.size()).clear();
        }
        return text;
    }

    private @Nullable String condition(RexNode node) {
        if (!(node instanceof RexCall call)) {
            return null;
        }
        return switch (call.getKind()) {
            case AND -> joined(call, " AND ");
            case OR -> joined(call, " OR ");
            case NOT -> prefixed("NOT ", call);
            case IS_NULL -> column(call.getOperands().get(0), " IS NULL");
            case IS_NOT_NULL -> column(call.getOperands().get(0), " IS NOT NULL");
            case EQUALS -> comparison(call, " = ");
            case NOT_EQUALS -> comparison(call, " <> ");
            case LESS_THAN -> comparison(call, " < ");
            case LESS_THAN_OR_EQUAL -> comparison(call, " <= ");
            case GREATER_THAN -> comparison(call, " > ");
            case GREATER_THAN_OR_EQUAL -> comparison(call, " >= ");
            case SEARCH -> {
                RexNode expanded = RexUtil.expandSearch(rexBuilder, null, call);
                yield expanded.getKind() == SqlKind.SEARCH ? null : condition(expanded);
            }
            default -> null;
        };
    }

    private @Nullable String joined(RexCall call, String word) {
        String list = call.getKind() == SqlKind.OR ? oneOf(call) : null;
        if (list != null) {
            return list;
        }
        StringBuilder text = new StringBuilder("(");
        for (RexNode operand : call.getOperands()) {
            String part = condition(operand);
            if (part == null) {
                return null;
            }
            text.append(text.length() == 1 ? "" : word).append(part);
        }
        return text.append(')').toString();
    }

    /** Several values for one column, as a list that the owner can look up. */
    private @Nullable String oneOf(RexCall or) {
        int mark = values.size();
        int column = -1;
        StringBuilder marks = new StringBuilder();
        for (RexNode operand : or.getOperands()) {
            RexCall equals = operand.getKind() == SqlKind.EQUALS ? (RexCall) operand : null;
            if (equals == null
                    || !(equals.getOperands().get(0) instanceof RexInputRef ref)
                    || (column >= 0 && ref.getIndex() != column)
                    || !addValue(ref, equals.getOperands().get(1))) {
                values.subList(mark, values.size()).clear();
                return null;
            }
            column = ref.getIndex();
            marks.append(marks.isEmpty() ? "?" : ", ?");
        }
        return name(column) + " IN (" + marks + ")";
    }

    private @Nullable String prefixed(String word, RexCall call) {
        String part = condition(call.getOperands().get(0));
        return part == null ? null : word + "(" + part + ")";
    }

    private @Nullable String column(RexNode operand, String rest) {
        return operand instanceof RexInputRef ref ? name(ref.getIndex()) + rest : null;
    }

    private @Nullable String comparison(RexCall call, String word) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        if (left instanceof RexInputRef a && right instanceof RexInputRef b) {
            boolean same = type(a).equals(type(b)) && isSendable(type(a));
            return same ? name(a.getIndex()) + word + name(b.getIndex()) : null;
        }
        if (left instanceof RexInputRef ref && addValue(ref, right)) {
            return name(ref.getIndex()) + word + "?";
        }
        if (right instanceof RexInputRef ref && addValue(ref, left)) {
            return "? " + word.strip() + " " + name(ref.getIndex());
        }
        return null;
    }

    private boolean addValue(RexInputRef column, RexNode value) {
        boolean known = !RexUtil.containsInputRef(value)
                && RexUtil.isDeterministic(value)
                && !SubQueryShapes.containsSubQuery(value)
                && !isCorrelated(value);
        SqlType from = BlazeTypes.fromRel(value.getType());
        SqlType to = type(column);
        boolean fits = known && isSendable(to) && (from.name() == to.name() ? fitsInto(from, to) : isWider(to, from));
        if (fits) {
            values.add(new Value(value, isText(to) ? SqlType.of(SqlType.Name.VARCHAR) : to));
        }
        return fits;
    }

    /** Whether values of a type come over unchanged, and compare alike whatever they were. */
    static boolean isSendable(SqlType type) {
        return switch (type.name()) {
            case BOOLEAN, SMALLINT, INTEGER, BIGINT, DOUBLE, VARCHAR, UUID, DATE, TIMESTAMP, TIMESTAMP_TZ -> true;
            default -> false;
        };
    }

    private static boolean fitsInto(SqlType from, SqlType to) {
        return isText(to) || from.equals(to) || to.precision() < 0;
    }

    /** Whether every value of the narrower type is one of the wider; also text of a fixed length, which a literal has. */
    private static boolean isWider(SqlType wider, SqlType narrower) {
        return switch (wider.name()) {
            case INTEGER -> narrower.name() == SqlType.Name.SMALLINT;
            case BIGINT -> narrower.name() == SqlType.Name.SMALLINT || narrower.name() == SqlType.Name.INTEGER;
            default -> false;
        };
    }

    private static boolean isText(SqlType type) {
        return type.name() == SqlType.Name.VARCHAR;
    }

    private static boolean isCorrelated(RexNode node) {
        boolean[] found = new boolean[1];
        node.accept(new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitCorrelVariable(RexCorrelVariable variable) {
                found[0] = true;
                return null;
            }
        });
        return found[0];
    }

    private SqlType type(RexInputRef ref) {
        return table.columns().get(ref.getIndex()).type();
    }

    private String name(int column) {
        return BlazeRemote.quoted(table.columns().get(column).name());
    }

    /** The conjuncts of a condition. */
    static List<RexNode> conjuncts(@Nullable RexNode condition) {
        return condition == null ? List.of() : RelOptUtil.conjunctions(condition);
    }
}
