/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import io.blazedb.calcite.schema.BlazeTable;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** A part of a query that the owner of a served database answers: rows of one table, filtered, grouped and limited. */
public final class BlazeRemote extends AbstractRelNode implements BlazeRel {

    /**
     * A value that goes to the owner in the place of a question mark.
     *
     * @param type the type in which it is sent
     */
    public record Value(RexNode value, SqlType type) {}

    /**
     * What the owner is asked.
     *
     * @param items what is selected, or null for columns of the table
     * @param where the condition, or null
     * @param values of the question marks in the condition
     * @param groupBy what follows GROUP BY, or null
     * @param orderBy what follows ORDER BY, or null
     * @param limit how many rows at most, or null
     */
    public record Question(
            @Nullable List<String> items,
            @Nullable String where,
            List<Value> values,
            @Nullable String groupBy,
            @Nullable String orderBy,
            @Nullable Value limit) {

        /** Whether it has neither groups nor a limit, and may get either. */
        public boolean isPlain() {
            return items == null && groupBy == null && limit == null;
        }
    }

    private final BlazeTable table;
    private final Question question;
    private final double rows;

    public BlazeRemote(RelOptCluster cluster, BlazeTable table, Question question, RelDataType rowType, double rows) {
        super(cluster, BlazeRel.traits(cluster));
        this.table = table;
        this.question = question;
        this.rowType = rowType;
        this.rows = rows;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return this;
    }

    public BlazeTable table() {
        return table;
    }

    public Question question() {
        return question;
    }

    /** The query, with one more condition that must hold, or null. */
    public String sql(List<String> selected, @Nullable String andWhere) {
        StringBuilder sql = new StringBuilder("SELECT ")
                .append(String.join(", ", selected))
                .append(" FROM ")
                .append(quoted(table.definition().schema()))
                .append('.')
                .append(quoted(table.definition().name()));
        List<String> conditions = new ArrayList<>();
        if (question.where() != null) {
            conditions.add(question.where());
        }
        if (andWhere != null) {
            conditions.add(andWhere);
        }
        if (!conditions.isEmpty()) {
            sql.append(" WHERE ").append(String.join(" AND ", conditions));
        }
        if (question.groupBy() != null) {
            sql.append(" GROUP BY ").append(question.groupBy());
        }
        if (question.orderBy() != null) {
            sql.append(" ORDER BY ").append(question.orderBy());
        }
        if (question.limit() != null) {
            sql.append(" LIMIT ?");
        }
        return sql.toString();
    }

    /** Values of all question marks. */
    public List<Value> values() {
        List<Value> values = new ArrayList<>(question.values());
        if (question.limit() != null) {
            values.add(question.limit());
        }
        return values;
    }

    /** A name as it is written in SQL. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public double rows() {
        return rows;
    }

    @Override
    public String describe() {
        List<String> items = question.items();
        return "BlazeRemote " + table.database() + ": " + sql(items == null ? List.of("...") : items, null);
    }
}
