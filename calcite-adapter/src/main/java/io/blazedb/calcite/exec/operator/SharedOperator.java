/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.memory.RowList;

/** Rows that several places of a plan read: made when the first of them asks, and kept until the statement ends. */
public final class SharedOperator implements Operator {
    private final Operator definition;

    public SharedOperator(Operator definition) {
        this.definition = definition;
    }

    @Override
    public Rows open(OperatorContext context) {
        return Rows.of(context.memory(this, RowList.class, () -> kept(context)).read());
    }

    private RowList kept(OperatorContext context) {
        RowList kept = new RowList(context.share("WITH"));
        try (Rows rows = definition.open(context)) {
            for (var row = rows.next(); row != null; row = rows.next()) {
                context.tick();
                kept.add(row);
            }
        }
        kept.complete();
        return kept;
    }

    @Override
    public boolean isSingle() {
        return definition.isSingle();
    }
}
