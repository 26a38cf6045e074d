/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.exec.expression.RowPredicate;

/** Compiles the condition of a publication or subscription over a table's rows. */
@FunctionalInterface
public interface ConditionCompiler {
    RowPredicate compile(TableDefinition table, String conditionSql);
}
