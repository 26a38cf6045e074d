/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.RightKind;
import io.blazedb.calcite.plan.rel.AccessBoundary;
import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Finds which columns of which tables a new plan uses, asks whether the statement may, and takes the marks out. What an expression names
 * counts as used, whether its value reaches the result or not; of a node that is not known everything does.
 *
 * <p>Serves one plan.
 */
final class UsedColumns {
    private final Map<CorrelationId, ImmutableBitSet> outer = new HashMap<>();

    private UsedColumns() {}

    /** The plan without its marks. */
    static RelNode check(RelNode rel) {
        UsedColumns used = new UsedColumns();
        used.collectOuter(rel);
        used.use(rel, ImmutableBitSet.range(rel.getRowType().getFieldCount()));
        return rel.accept(new Unmarking());
    }

    private static final class Unmarking extends RelHomogeneousShuttle {
        @Override
        public RelNode visit(RelNode other) {
            RelNode node = other;
            while (node instanceof AccessBoundary boundary) {
                node = boundary.getInput();
            }
            RelNode visited = super.visit(node);
            return visited.accept(new RexShuttle() {
                @Override
                public RexNode visitSubQuery(RexSubQuery subQuery) {
                    RexSubQuery operands = (RexSubQuery) super.visitSubQuery(subQuery);
                    return operands.clone(operands.rel.accept(new Unmarking()));
                }
            });
        }
    }

    /** Columns that sub-queries use of the rows around them, by the name under which they see such a row. */
    private void collectOuter(RelNode rel) {
        rel.accept(new RexShuttle() {
            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                if (access.getReferenceExpr() instanceof RexCorrelVariable variable) {
                    ImmutableBitSet column =
                            ImmutableBitSet.of(access.getField().getIndex());
                    outer.merge(variable.id, column, ImmutableBitSet::union);
                }
                return super.visitFieldAccess(access);
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                collectOuter(subQuery.rel);
                return super.visitSubQuery(subQuery);
            }
        });
        rel.getInputs().forEach(this::collectOuter);
    }

    private void use(RelNode rel, ImmutableBitSet columns) {
        if (rel instanceof AccessBoundary boundary) {
            if (!columns.isEmpty() || !boundary.isWritten()) {
                boundary.rights().require(RightKind.SELECT, columns.asList());
            }
            return;
        }
        ImmutableBitSet named = named(rel).union(ofVariables(rel));
        if (rel instanceof Project || rel instanceof Aggregate) {
            use(rel.getInput(0), named);
        } else if (rel instanceof Filter || rel instanceof Sort) {
            use(rel.getInput(0), columns.union(named));
        } else if (rel instanceof SetOp) {
            rel.getInputs().forEach(input -> use(input, columns));
        } else if (rel instanceof Join || rel instanceof Correlate) {
            ImmutableBitSet both = columns.union(named);
            int width = rel.getInput(0).getRowType().getFieldCount();
            int all = width + rel.getInput(1).getRowType().getFieldCount();
            use(rel.getInput(0), both.intersect(ImmutableBitSet.range(width)));
            use(
                    rel.getInput(1),
                    both.intersect(ImmutableBitSet.range(width, all)).shift(-width));
        } else {
            rel.getInputs()
                    .forEach(input ->
                            use(input, ImmutableBitSet.range(input.getRowType().getFieldCount())));
        }
    }

    /** Columns of the input that the node's own expressions name. Sub-queries in them are plans of their own. */
    private ImmutableBitSet named(RelNode rel) {
        ImmutableBitSet.Builder named = ImmutableBitSet.builder();
        rel.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                named.set(ref.getIndex());
                return ref;
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                use(
                        subQuery.rel,
                        ImmutableBitSet.range(subQuery.rel.getRowType().getFieldCount()));
                return super.visitSubQuery(subQuery);
            }
        });
        if (rel instanceof Aggregate aggregate) {
            named.addAll(aggregate.getGroupSet());
            for (AggregateCall call : aggregate.getAggCallList()) {
                named.addAll(call.getArgList());
                if (call.filterArg >= 0) {
                    named.set(call.filterArg);
                }
                call.getCollation().getFieldCollations().forEach(field -> named.set(field.getFieldIndex()));
            }
        }
        if (rel instanceof Sort sort) {
            sort.getCollation().getFieldCollations().forEach(field -> named.set(field.getFieldIndex()));
        }
        return named.build();
    }

    /** Columns of the node's rows that sub-queries in it use. */
    private ImmutableBitSet ofVariables(RelNode rel) {
        ImmutableBitSet used = ImmutableBitSet.of();
        for (CorrelationId id : rel.getVariablesSet()) {
            used = used.union(outer.getOrDefault(id, ImmutableBitSet.of()));
        }
        return used;
    }
}
