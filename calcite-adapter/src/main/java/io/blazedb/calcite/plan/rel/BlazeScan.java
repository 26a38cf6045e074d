/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.schema.BlazeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Reads a table by one of its access paths and tests what the path does not prove. */
public final class BlazeScan extends TableScan implements BlazeRel {
    private final BlazeTable blazeTable;
    private final AccessPath path;
    private final @Nullable RexNode filter;
    private final Set<CorrelationId> variables;
    private final RelCollation order;
    private final double rows;
    private final RelDataType keyRow;

    /**
     * A scan.
     *
     * @param filter what rows must meet beyond the path's conditions, over the table's columns
     * @param variables names under which sub-queries in the filter see the row
     * @param keyRow the row type that values of the path refer to: that of the outer side of a lookup join
     */
    public BlazeScan(
            RelOptCluster cluster,
            RelOptTable table,
            AccessPath path,
            @Nullable RexNode filter,
            Set<CorrelationId> variables,
            RelCollation order,
            double rows,
            RelDataType keyRow) {
        super(cluster, BlazeRel.traits(cluster), List.of(), table);
        this.blazeTable = Objects.requireNonNull(table.unwrap(BlazeTable.class));
        this.path = path;
        this.filter = filter;
        this.variables = Set.copyOf(variables);
        this.order = order;
        this.rows = rows;
        this.keyRow = keyRow;
    }

    @Override
    public RelNode copy(RelTraitSet traitSet, List<RelNode> inputs) {
        return this;
    }

    public BlazeTable blazeTable() {
        return blazeTable;
    }

    public AccessPath path() {
        return path;
    }

    public @Nullable RexNode filter() {
        return filter;
    }

    /** Every expression of the path and the filter. */
    public List<RexNode> expressions() {
        List<RexNode> expressions = new ArrayList<>();
        path.equalities().forEach(equality -> expressions.addAll(equality.values()));
        if (path.lower() != null) {
            expressions.add(path.lower().value());
        }
        if (path.upper() != null) {
            expressions.add(path.upper().value());
        }
        if (filter != null) {
            expressions.add(filter);
        }
        return expressions;
    }

    @Override
    public Set<CorrelationId> getVariablesSet() {
        return variables;
    }

    @Override
    public RelCollation order() {
        return order;
    }

    @Override
    public double rows() {
        return rows;
    }

    @Override
    public String describe() {
        TableDefinition definition = blazeTable.definition();
        String name = blazeTable.database() + "." + definition.schema() + "." + definition.name();
        String what = switch (path.kind()) {
            case FULL ->
                definition.kind() == TableDefinition.Kind.SYSTEM_VIEW
                        ? "BlazeSystemView " + name
                        : "BlazeTableScan " + name;
            case KEY_SEEK -> "BlazeKeySeek " + name;
            case KEY_RANGE -> "BlazeKeyRange " + name;
            case INDEX ->
                "BlazeIndexScan " + name + " using "
                        + Objects.requireNonNull(path.index()).name();
        };
        StringBuilder line = new StringBuilder(what);
        String conditions = conditions();
        if (!conditions.isEmpty()) {
            line.append(" on ").append(conditions);
        }
        if (path.descending()) {
            line.append(" backwards");
        }
        if (filter != null) {
            line.append(" filter ").append(RexText.of(filter, getRowType()));
        }
        return line.toString();
    }

    private String conditions() {
        List<String> parts = new ArrayList<>();
        for (AccessPath.Equality equality : path.equalities()) {
            String column = keyName(parts.size());
            if (equality.isNull()) {
                parts.add(column + " IS NULL");
            } else if (equality.values().size() == 1) {
                parts.add(column + " = " + RexText.of(equality.values().get(0), keyRow));
            } else {
                parts.add(column + " IN (" + RexText.list(equality.values(), keyRow) + ")");
            }
        }
        String next = path.lower() == null && path.upper() == null ? "" : keyName(parts.size());
        if (path.lower() != null) {
            parts.add(limit(next, path.lower(), ">"));
        }
        if (path.upper() != null) {
            parts.add(limit(next, path.upper(), "<"));
        }
        return String.join(" and ", parts);
    }

    /** What stands at a position of the key. */
    private String keyName(int position) {
        TableDefinition table = blazeTable.definition();
        IndexDefinition index = path.index();
        if (index == null) {
            return table.columns().get(table.primaryKey().get(position)).name();
        }
        IndexDefinition.Column column = index.columns().get(position);
        return column.expression() == null
                ? table.columns().get(column.column()).name()
                : column.computed().sql();
    }

    private String limit(String key, AccessPath.Limit limit, String comparison) {
        return key + " " + comparison + (limit.inclusive() ? "= " : " ") + RexText.of(limit.value(), keyRow);
    }
}
