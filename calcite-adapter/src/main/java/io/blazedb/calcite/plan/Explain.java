/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.BlazeScan;
import io.blazedb.calcite.plan.rel.BlazeShared;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/**
 * Plans as text: a line for each node with its estimated rows, and whether they come in batches of columns; inputs below and further in,
 * sub-queries marked, shared ones once.
 */
final class Explain {
    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();
    /** Shared plans that were shown. */
    private final Set<BlazeRel> shown = new HashSet<>();

    /** Nodes that run over batches. */
    private final Set<RelNode> inBatches;

    private Explain(Set<RelNode> inBatches) {
        this.inBatches = inBatches;
    }

    /**
     * The plan of a query.
     *
     * @param inBatches the nodes that run over batches
     */
    static String text(BlazeRel plan, Set<RelNode> inBatches) {
        return new Explain(inBatches).append(plan, "").out.toString();
    }

    /** The plan of a statement that writes what a plan reads. */
    static String text(String statement, BlazeRel source) {
        Explain explain = new Explain(Set.of());
        explain.out.append(statement).append('\n');
        return explain.append(source, STEP).out.toString();
    }

    private Explain append(BlazeRel rel, String indent) {
        out.append(indent)
                .append(rel.describe())
                .append("  (rows ")
                .append(Math.round(rel.rows()))
                .append(inBatches.contains(rel) ? ", batches)\n" : ")\n");
        for (RexSubQuery subQuery : subQueries(rel)) {
            if (subQuery.rel instanceof BlazeRel plan) {
                out.append(indent)
                        .append(STEP)
                        .append("sub-query ")
                        .append(subQuery.getKind())
                        .append('\n');
                append(plan, indent + STEP + STEP);
            }
        }
        for (RelNode input : rel.getInputs()) {
            append((BlazeRel) input, indent + STEP);
        }
        if (rel instanceof BlazeShared shared && shown.add(shared.definition())) {
            append(shared.definition(), indent + STEP);
        }
        return this;
    }

    private static List<RexSubQuery> subQueries(BlazeRel rel) {
        List<RexNode> expressions = List.of();
        if (rel instanceof BlazeScan scan) {
            expressions = scan.expressions();
        } else if (rel instanceof Filter filter) {
            expressions = List.of(filter.getCondition());
        } else if (rel instanceof Project project) {
            expressions = project.getProjects();
        } else if (rel instanceof Join join) {
            expressions = List.of(join.getCondition());
        }
        List<RexSubQuery> found = new ArrayList<>();
        RexVisitorImpl<@Nullable Void> visitor = new RexVisitorImpl<>(true) {
            @Override
            public @Nullable Void visitSubQuery(RexSubQuery subQuery) {
                found.add(subQuery);
                return super.visitSubQuery(subQuery);
            }
        };
        expressions.forEach(expression -> expression.accept(visitor));
        return found;
    }
}
