/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.BlazeScan;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/** Plans as text: a line for each node with its estimated rows, inputs below and further in, sub-queries marked. */
final class Explain {
    private static final String STEP = "  ";

    private Explain() {}

    static String text(BlazeRel plan) {
        StringBuilder out = new StringBuilder();
        append(out, plan, "");
        return out.toString();
    }

    /** The plan of a statement that writes what a plan reads. */
    static String text(String statement, BlazeRel source) {
        StringBuilder out = new StringBuilder(statement).append('\n');
        append(out, source, STEP);
        return out.toString();
    }

    private static void append(StringBuilder out, BlazeRel rel, String indent) {
        out.append(indent)
                .append(rel.describe())
                .append("  (rows ")
                .append(Math.round(rel.rows()))
                .append(")\n");
        for (RexSubQuery subQuery : subQueries(rel)) {
            if (subQuery.rel instanceof BlazeRel plan) {
                out.append(indent)
                        .append(STEP)
                        .append("sub-query ")
                        .append(subQuery.getKind())
                        .append('\n');
                append(out, plan, indent + STEP + STEP);
            }
        }
        for (RelNode input : rel.getInputs()) {
            append(out, (BlazeRel) input, indent + STEP);
        }
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
