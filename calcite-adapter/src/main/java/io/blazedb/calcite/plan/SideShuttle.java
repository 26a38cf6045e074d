/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.plan.AccessPaths.Choice;
import io.blazedb.calcite.plan.rel.AccessPath;
import java.util.List;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * Renumbers the columns of a join's condition: those of the right side from 0, those of the left side behind them. Numbers stay small:
 * Calcite keeps a name for every number up to the largest one that was ever used.
 */
final class SideShuttle extends RexShuttle {
    private final int leftWidth;
    private final int rightWidth;

    SideShuttle(int leftWidth, int rightWidth) {
        this.leftWidth = leftWidth;
        this.rightWidth = rightWidth;
    }

    @Override
    public RexNode visitInputRef(RexInputRef ref) {
        int index = ref.getIndex();
        return new RexInputRef(index < leftWidth ? rightWidth + index : index - leftWidth, ref.getType());
    }

    /** The path with values that refer to the left row by its own column numbers. */
    static Choice toLeft(Choice choice, int rightWidth) {
        RexShuttle shuttle = new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return ref.getIndex() >= rightWidth ? new RexInputRef(ref.getIndex() - rightWidth, ref.getType()) : ref;
            }
        };
        AccessPath path = choice.path();
        List<AccessPath.Equality> equalities = path.equalities().stream()
                .map(e -> new AccessPath.Equality(e.column(), shuttle.apply(e.values()), e.isNull()))
                .toList();
        AccessPath.Limit lower = path.lower() == null ? null : limit(path.lower(), shuttle);
        AccessPath.Limit upper = path.upper() == null ? null : limit(path.upper(), shuttle);
        AccessPath renumbered = new AccessPath(path.kind(), path.index(), equalities, lower, upper, path.descending());
        return new Choice(renumbered, choice.proven(), choice.rows(), choice.cost(), choice.order());
    }

    private static AccessPath.Limit limit(AccessPath.Limit limit, RexShuttle shuttle) {
        return new AccessPath.Limit(limit.column(), limit.value().accept(shuttle), limit.inclusive());
    }
}
