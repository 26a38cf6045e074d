/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.RowWriter;
import io.blazedb.calcite.parser.statement.ConflictClause;
import io.blazedb.calcite.schema.IndexExpressions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys that an ON CONFLICT clause means: by their columns and expressions in any order, by name, or all. An index of some rows
 * is meant if its predicate follows from the one of the clause.
 */
final class ConflictArbiters {
    private final WriteTarget target;
    private final TableDefinition table;
    private final PlanningContext context;

    private ConflictArbiters(WriteTarget target, PlanningContext context) {
        this.target = target;
        this.table = target.table();
        this.context = context;
    }

    /** The keys, as {@link RowWriter#conflicting} wants them. */
    static List<Integer> of(ConflictClause clause, WriteTarget target, PlanningContext context) {
        ConflictArbiters arbiters = new ConflictArbiters(target, context);
        SqlIdentifier constraint = clause.constraint();
        if (constraint != null) {
            return List.of(arbiters.named(constraint.getSimple()));
        }
        if (!clause.keys().isEmpty()) {
            return arbiters.fitting(clause);
        }
        if (!clause.assignments().isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR,
                    "ON CONFLICT DO UPDATE requires the columns or the constraint that it is for");
        }
        return List.copyOf(arbiters.all());
    }

    private List<Integer> all() {
        List<Integer> all = new ArrayList<>();
        if (!table.primaryKey().isEmpty()) {
            all.add(RowWriter.PRIMARY_KEY);
        }
        for (int i = 0; i < table.indexes().size(); i++) {
            if (table.indexes().get(i).unique()) {
                all.add(i);
            }
        }
        return all;
    }

    private List<Integer> fitting(ConflictClause clause) {
        Set<Integer> wanted = new HashSet<>();
        List<SqlNode> computed = new ArrayList<>();
        for (SqlNode key : clause.keys()) {
            if (key instanceof SqlIdentifier column) {
                wanted.add(target.column(column));
            } else {
                computed.add(key);
            }
        }
        boolean plain = computed.isEmpty() && clause.predicate() == null;
        IndexExpressions expressions =
                plain ? new IndexExpressions() : Frontend.indexExpressions(target.resolved(), context);
        for (RexNode node : computed.isEmpty() ? List.<RexNode>of() : rows(computed)) {
            wanted.add(node instanceof RexInputRef column ? column.getIndex() : expressions.numberOf(node));
        }
        SqlNode predicate = clause.predicate();
        List<RexNode> conditions = predicate == null
                ? List.of()
                : RelOptUtil.conjunctions(rows(List.of(predicate)).get(0));
        List<Integer> fitting = all().stream()
                .filter(arbiter -> isMeant(arbiter, wanted, conditions, plain ? null : expressions))
                .toList();
        if (fitting.isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_COLUMN_REFERENCE,
                    "there is no unique constraint or index matching the ON CONFLICT specification");
        }
        return fitting;
    }

    private List<RexNode> rows(List<SqlNode> expressions) {
        return Frontend.rowExpressions(
                target.shape(), expressions.stream().map(SourceQueries::copy).toList(), context);
    }

    private boolean isMeant(
            int arbiter, Set<Integer> wanted, List<RexNode> conditions, @Nullable IndexExpressions expressions) {
        if (arbiter == RowWriter.PRIMARY_KEY) {
            return wanted.equals(new HashSet<>(table.primaryKey()));
        }
        IndexDefinition index = table.indexes().get(arbiter);
        if (expressions == null) {
            Set<Integer> columns = new HashSet<>();
            index.columns().forEach(column -> columns.add(column.column()));
            return index.isPlain() && wanted.equals(columns);
        }
        RexNode predicate = expressions.predicate(index);
        return wanted.equals(new HashSet<>(expressions.keyOf(index)))
                && (predicate == null || Implication.holds(conditions, predicate));
    }

    private int named(String constraint) {
        for (int arbiter : all()) {
            boolean found = arbiter == RowWriter.PRIMARY_KEY
                    ? constraint.equals(table.primaryKeyNameOrDefault())
                    : table.indexes().get(arbiter).constraint()
                            && table.indexes().get(arbiter).name().equals(constraint);
            if (found) {
                return arbiter;
            }
        }
        throw new BlazeSqlException(
                SqlErrorCode.UNDEFINED_OBJECT,
                "unique constraint \"" + constraint + "\" of table \"" + table.name() + "\" does not exist");
    }
}
