/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.plan.rel.BlazeScan;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** The tables that a plan reads, its sub-queries included. */
final class ReadTables {
    private final Set<ResolvedTable> found = new LinkedHashSet<>();

    private ReadTables() {}

    static Set<ResolvedTable> of(RelNode plan) {
        ReadTables tables = new ReadTables();
        tables.visit(plan);
        return tables.found;
    }

    private void visit(RelNode rel) {
        if (rel instanceof BlazeScan scan) {
            found.add(new ResolvedTable(
                    scan.blazeTable().database(), scan.blazeTable().definition()));
        }
        rel.accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                visit(subQuery.rel);
                return super.visitSubQuery(subQuery);
            }
        });
        rel.getInputs().forEach(this::visit);
    }
}
