/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.plan.cost.Cardinality;
import io.blazedb.calcite.plan.rel.BlazeProject;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.BlazeRemote;
import io.blazedb.calcite.plan.rel.BlazeRemote.Question;
import io.blazedb.calcite.plan.rel.BlazeRemote.Value;
import io.blazedb.calcite.plan.rel.BlazeRemoteJoin;
import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Decides which part of a query the owner of a served table does: conditions, columns, groups, order and limit, and many keys of a join at once. What
 * stays is done on the rows that come.
 */
final class RemotePlanner {
    /** Beyond this share of a table, reading all of it costs less than asking for keys. */
    private static final double KEYS_SHARE_MAX = 0.5;

    private RemotePlanner() {}

    /**
     * A served table, with as many conjuncts as its owner can test.
     *
     * @param left receives the others
     */
    static BlazeRemote scan(
            TableScan scan, BlazeTable table, List<RexNode> conjuncts, List<RexNode> left, double rows) {
        if (table.hasKeyColumn()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "rows of database \"" + table.database()
                            + "\", which its owner serves, cannot be changed from here");
        }
        RemoteConditions conditions =
                new RemoteConditions(table.definition(), scan.getCluster().getRexBuilder());
        List<String> written = new ArrayList<>();
        for (RexNode conjunct : conjuncts) {
            String text = conditions.write(conjunct);
            if (text == null) {
                left.add(conjunct);
            } else {
                written.add(text);
            }
        }
        String where = written.isEmpty() ? null : String.join(" AND ", written);
        Question question = new Question(null, where, conditions.values(), null, null, null);
        return new BlazeRemote(scan.getCluster(), table, question, scan.getRowType(), rows);
    }

    /** The aggregate computed by the owner, or null if it has to be computed here. */
    static @Nullable BlazeRel aggregate(Aggregate aggregate, BlazeRel input) {
        Source source = source(input);
        if (source == null || aggregate.getGroupSets().size() != 1) {
            return null;
        }
        List<String> groups = new ArrayList<>();
        for (int key : aggregate.getGroupSet()) {
            String name = source.column(key);
            if (name == null) {
                return null;
            }
            groups.add(name);
        }
        List<String> items = new ArrayList<>(groups);
        for (AggregateCall call : aggregate.getAggCallList()) {
            String item = item(call, source);
            if (item == null) {
                return null;
            }
            items.add(item);
        }
        Question asked = source.remote.question();
        if (items.isEmpty()) {
            return null;
        }
        Question question = new Question(
                items, asked.where(), asked.values(), groups.isEmpty() ? null : String.join(", ", groups), null, null);
        return new BlazeRemote(
                aggregate.getCluster(),
                source.remote.table(),
                question,
                aggregate.getRowType(),
                Cardinality.rows(aggregate));
    }

    private static @Nullable String item(AggregateCall call, Source source) {
        boolean plain = !call.isDistinct()
                && !call.hasFilter()
                && !call.isApproximate()
                && call.getCollation().getFieldCollations().isEmpty()
                && call.getArgList().size() <= 1;
        if (!plain) {
            return null;
        }
        String argument = call.getArgList().isEmpty()
                ? "*"
                : source.column(call.getArgList().get(0));
        if (argument == null) {
            return null;
        }
        return switch (call.getAggregation().getKind()) {
            case COUNT -> "COUNT(" + argument + ")";
            case SUM -> argument.equals("*") ? null : "SUM(" + argument + ")";
            case MIN -> "MIN(" + argument + ")";
            case MAX -> "MAX(" + argument + ")";
            case AVG -> "AVG(" + argument + ")";
            default -> null;
        };
    }

    /** The input with no more rows than the sort wants, in the owner's order; the input itself if that cannot be asked for. */
    static BlazeRel limited(Sort sort, BlazeRel input) {
        RexNode fetch = sort.fetch;
        boolean countable = fetch instanceof RexLiteral || fetch instanceof RexDynamicParam;
        Source source = source(input);
        if (!countable || fetch == null || sort.offset != null || source == null) {
            return input;
        }
        String order = order(sort.getCollation(), source::column);
        if (order == null) {
            return input;
        }
        Question asked = source.remote.question();
        Question question = new Question(
                null,
                asked.where(),
                asked.values(),
                null,
                order.isEmpty() ? null : order,
                new Value(fetch, SqlType.of(SqlType.Name.BIGINT)));
        BlazeRemote limited = new BlazeRemote(
                input.getCluster(),
                source.remote.table(),
                question,
                source.remote.getRowType(),
                Math.min(source.remote.rows(), Cardinality.rows(sort)));
        return source.project == null
                ? limited
                : new BlazeProject(
                        limited,
                        source.project.getProjects(),
                        source.project.getRowType(),
                        source.project.getVariablesSet());
    }

    private static @Nullable String order(RelCollation collation, Function<Integer, @Nullable String> columns) {
        List<String> parts = new ArrayList<>();
        for (RelFieldCollation field : collation.getFieldCollations()) {
            String column = columns.apply(field.getFieldIndex());
            if (column == null) {
                return null;
            }
            parts.add(column
                    + (field.direction.isDescending() ? " DESC" : "")
                    + (field.nullDirection == RelFieldCollation.NullDirection.FIRST ? " NULLS FIRST" : " NULLS LAST"));
        }
        return String.join(", ", parts);
    }

    /** Whether a logical node is a served table, or rows of one. */
    static boolean isRemote(RelNode rel) {
        RelNode below = rel instanceof Filter filter ? filter.getInput() : rel;
        BlazeTable table = below instanceof TableScan scan ? scan.getTable().unwrap(BlazeTable.class) : null;
        return table != null && table.isRemote();
    }

    /** A join that asks for the keys of the left side, or null if the right side is better read as it is. */
    static @Nullable BlazeRel join(Join join, BlazeRel left, BlazeRel right, RexNode condition, double rows) {
        JoinRelType type = join.getJoinType();
        boolean possible = type == JoinRelType.INNER
                || type == JoinRelType.LEFT
                || type == JoinRelType.SEMI
                || type == JoinRelType.ANTI;
        if (!possible
                || !(right instanceof BlazeRemote remote)
                || !remote.question().isPlain()) {
            return null;
        }
        if (Cardinality.rows(left) > remote.rows() * KEYS_SHARE_MAX) {
            return null;
        }
        JoinInfo info = JoinInfo.of(join.getLeft(), join.getRight(), condition);
        TableDefinition table = remote.table().definition();
        for (int i = 0; i < info.leftKeys.size(); i++) {
            int leftKey = info.leftKeys.get(i);
            int rightKey = info.rightKeys.get(i);
            SqlType keyType = table.columns().get(rightKey).type();
            SqlType leftType = BlazeTypes.fromRel(
                    left.getRowType().getFieldList().get(leftKey).getType());
            if (RemoteConditions.isSendable(keyType) && leftType.name() == keyType.name()) {
                return new BlazeRemoteJoin(
                        left, right, condition, join.getVariablesSet(), type, leftKey, rightKey, rows);
            }
        }
        return null;
    }

    /**
     * Rows of a served table, perhaps with some of its columns in another order.
     *
     * @param project null for the table's columns as they are
     */
    private record Source(BlazeRemote remote, @Nullable BlazeProject project) {

        /** What a column is for the owner, or null if it is computed here. */
        @Nullable
        String column(int index) {
            int place = index;
            if (project != null) {
                RexNode node = project.getProjects().get(index);
                place = node instanceof RexInputRef ref ? ref.getIndex() : -1;
            }
            return place < 0
                    ? null
                    : BlazeRemote.quoted(
                            remote.table().definition().columns().get(place).name());
        }
    }

    private static @Nullable Source source(BlazeRel input) {
        BlazeRel below = input instanceof BlazeProject project ? (BlazeRel) project.getInput() : input;
        if (!(below instanceof BlazeRemote remote) || !remote.question().isPlain()) {
            return null;
        }
        return new Source(remote, input instanceof BlazeProject project ? project : null);
    }
}
