/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableLayout;
import io.blazedb.calcite.dml.IndexKeys;
import io.blazedb.calcite.dml.WriteRules;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.exec.expression.ScalarExpression;
import io.blazedb.calcite.plan.BlazePlanner;
import io.blazedb.calcite.plan.Domains;
import io.blazedb.calcite.plan.PlanningContext;
import java.util.ArrayList;
import java.util.List;

/** Compiles what the definition of a table says of its rows. */
public final class WriteRulesCompiler {
    private WriteRulesCompiler() {}

    /** The rules of a table; {@code names} is what its expressions may name. */
    public static WriteRules compile(TableDefinition table, PlanningContext names) {
        List<RowPredicate> checks = new ArrayList<>(table.checks().size());
        for (TableDefinition.Check check : table.checks()) {
            checks.add(BlazePlanner.predicate(table, check.sql(), names));
        }
        List<WriteRules.Generated> generated = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnDefinition column = table.columns().get(i);
            if (column.generatedSql() != null) {
                generated.add(new WriteRules.Generated(i, BlazePlanner.scalar(table, column.generatedSql(), names)));
            }
        }
        List<WriteRules.DomainColumn> domains = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            ColumnDefinition.DomainName name = table.columns().get(i).domain();
            DomainDefinition domain = name == null ? null : names.domain(List.of(name.schema(), name.name()));
            if (domain != null) {
                domains.add(new WriteRules.DomainColumn(i, Domains.compile(domain, names)));
            }
        }
        List<IndexKeys> indexes = new ArrayList<>(table.indexes().size());
        for (IndexDefinition index : table.indexes()) {
            indexes.add(index(table, index, names));
        }
        return new WriteRules(
                table,
                TableLayout.of(table),
                List.copyOf(checks),
                List.copyOf(generated),
                List.copyOf(domains),
                List.copyOf(indexes));
    }

    /** The keys of one index. */
    public static IndexKeys index(TableDefinition table, IndexDefinition index, PlanningContext names) {
        List<ScalarExpression> computed = new ArrayList<>();
        for (IndexDefinition.Column column : index.columns()) {
            if (column.expression() != null) {
                computed.add(BlazePlanner.scalar(table, column.computed().sql(), names));
            }
        }
        String predicate = index.predicateSql();
        return new IndexKeys(
                table, index, computed, predicate == null ? null : BlazePlanner.predicate(table, predicate, names));
    }
}
