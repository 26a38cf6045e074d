/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.exec.expression.RowPredicate;
import java.util.List;

/**
 * What has to be known to write rows of a table, worked out once for each definition of it. Immutable.
 *
 * @param table the definition
 * @param layout how rows and keys are stored
 * @param checks the compiled CHECK conditions, in the order of {@link TableDefinition#checks()}
 */
public record WriteRules(TableDefinition table, TableLayout layout, List<RowPredicate> checks) {}
