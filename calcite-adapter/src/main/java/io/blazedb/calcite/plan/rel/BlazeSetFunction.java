/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import io.blazedb.calcite.exec.SetFunctions;
import java.util.List;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/** The rows that a function gives, such as GENERATE_SERIES; its arguments may be columns of enclosing rows. */
public final class BlazeSetFunction extends AbstractRelNode implements BlazeRel {
    private static final double ROWS = 100;

    private final Uncollect uncollect;
    private final RexCall call;

    private BlazeSetFunction(Uncollect uncollect, RexCall call) {
        super(uncollect.getCluster(), BlazeRel.traits(uncollect.getCluster()));
        this.uncollect = uncollect;
        this.call = call;
        this.rowType = uncollect.getRowType();
    }

    /** The node for an unnesting of one function's value; null if it is none of these. */
    public static @Nullable BlazeSetFunction of(RelNode rel) {
        boolean fits = rel instanceof Uncollect uncollect
                && uncollect.getInput() instanceof Project project
                && project.getProjects().size() == 1
                && project.getProjects().get(0) instanceof RexCall call
                && SetFunctions.isKnown(call)
                && project.getInput() instanceof Values values
                && values.getTuples().size() == 1;
        if (!fits) {
            return null;
        }
        Uncollect uncollect = (Uncollect) rel;
        return new BlazeSetFunction(uncollect, (RexCall)
                ((Project) uncollect.getInput()).getProjects().get(0));
    }

    /** The same with other arguments. */
    public BlazeSetFunction with(RexCall changed) {
        return new BlazeSetFunction(uncollect, changed);
    }

    public RexCall call() {
        return call;
    }

    /** Whether rows end with their number. */
    public boolean isNumbered() {
        return uncollect.withOrdinality;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return this;
    }

    @Override
    public RelNode accept(RexShuttle shuttle) {
        RexNode changed = shuttle.apply(call);
        return changed.equals(call) ? this : with((RexCall) changed);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("call", call).item("numbered", isNumbered());
    }

    @Override
    public double rows() {
        return ROWS;
    }

    @Override
    public String describe() {
        return "BlazeSetFunction " + RexText.of(call, getRowType());
    }
}
