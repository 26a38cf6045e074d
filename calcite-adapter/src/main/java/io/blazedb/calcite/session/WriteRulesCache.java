/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.dml.WriteRules;
import io.blazedb.calcite.plan.PlanningContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What is worked out once to write the rows of a table. Safe for any number of threads. */
public final class WriteRulesCache {
    private final Map<Long, WriteRules> rules = new ConcurrentHashMap<>();

    /** The rules of a table; {@code names} gives what its expressions may name. */
    public WriteRules rules(TableDefinition table, Supplier<? extends PlanningContext> names) {
        WriteRules known = rules.get(table.tree());
        if (known != null && known.table().equals(table)) {
            return known;
        }
        WriteRules made = WriteRulesCompiler.compile(table, names.get());
        if (rules.size() >= Limits.WRITE_RULES_CACHED) {
            rules.clear();
        }
        rules.put(table.tree(), made);
        return made;
    }
}
