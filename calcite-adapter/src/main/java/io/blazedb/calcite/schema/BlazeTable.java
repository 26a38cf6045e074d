/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.schema;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.IndexDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.catalog.TableStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalTableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.util.ImmutableBitSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A table, view or system view as Calcite sees it during one compilation. */
public final class BlazeTable extends AbstractTable implements TranslatableTable {
    /** Name of the hidden column that carries the key of a row to UPDATE and DELETE. */
    public static final String KEY_COLUMN = "(key)";

    /** Name under which UPDATE and DELETE read their table with its keys; no user can write it. */
    public static final String KEYED_TABLE = "\u0000keyed";

    /** Name under which a policy's condition knows the rows of its table; no user can write it. */
    public static final String POLICY_TABLE = "\u0000policy";
    /** Name under which they name it without its keys. */
    public static final String SHAPED_TABLE = "\u0000shaped";

    private final String database;
    private final TableDefinition definition;
    private final double estimatedRows;
    private final @Nullable TableStatistics statistics;
    private final boolean withKey;
    private final boolean remote;
    private final @Nullable Expansion expansion;
    private final Supplier<IndexExpressions> indexExpressions;
    private @Nullable IndexExpressions known;

    /** Plans what gives a table's rows: the query of a view, or its rows under policies. */
    @FunctionalInterface
    public interface Expansion {
        RelNode expand(RelNode scan);
    }

    /**
     * A table found by name.
     *
     * @param database alias of its database
     * @param estimatedRows roughly how many rows it holds
     * @param statistics what ANALYZE found out, or null
     * @param withKey whether rows end with the hidden {@link #KEY_COLUMN}
     * @param remote whether its rows stay with its owner
     * @param expansion what stands in a plan for the scan of it; null for the scan itself
     * @param indexExpressions gives what its indexes compute
     */
    public BlazeTable(
            String database,
            TableDefinition definition,
            double estimatedRows,
            @Nullable TableStatistics statistics,
            boolean withKey,
            boolean remote,
            @Nullable Expansion expansion,
            Supplier<IndexExpressions> indexExpressions) {
        this.database = database;
        this.definition = definition;
        this.estimatedRows = estimatedRows;
        this.statistics = statistics;
        this.withKey = withKey;
        this.remote = remote;
        this.expansion = expansion;
        this.indexExpressions = indexExpressions;
    }

    /** What its indexes compute. */
    public IndexExpressions indexExpressions() {
        IndexExpressions found = known;
        if (found == null) {
            boolean plain = definition.indexes().stream().allMatch(IndexDefinition::isPlain);
            found = plain ? new IndexExpressions() : indexExpressions.get();
            known = found;
        }
        return found;
    }

    public String database() {
        return database;
    }

    public TableDefinition definition() {
        return definition;
    }

    public boolean hasKeyColumn() {
        return withKey;
    }

    /** Whether its rows stay with its owner, who answers queries. */
    public boolean isRemote() {
        return remote;
    }

    public double estimatedRows() {
        return estimatedRows;
    }

    /** What ANALYZE found out about the table; null if it was never analyzed. */
    public @Nullable TableStatistics statistics() {
        return statistics;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory typeFactory) {
        List<ColumnDefinition> columns = definition.columns();
        if (!withKey) {
            return BlazeTypes.rowType(typeFactory, columns);
        }
        return typeFactory
                .builder()
                .addAll(BlazeTypes.rowType(typeFactory, columns).getFieldList())
                .add(KEY_COLUMN, typeFactory.createSqlType(org.apache.calcite.sql.type.SqlTypeName.VARBINARY))
                .build();
    }

    @Override
    public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable relOptTable) {
        RelNode scan = LogicalTableScan.create(context.getCluster(), relOptTable, context.getTableHints());
        return expansion == null ? scan : expansion.expand(scan);
    }

    @Override
    public Schema.TableType getJdbcTableType() {
        return switch (definition.kind()) {
            case TABLE -> Schema.TableType.TABLE;
            case VIEW -> Schema.TableType.VIEW;
            case SYSTEM_VIEW -> Schema.TableType.SYSTEM_VIEW;
        };
    }

    @Override
    public Statistic getStatistic() {
        return new Statistic() {
            @Override
            public @Nullable Double getRowCount() {
                return estimatedRows;
            }

            @Override
            public boolean isKey(ImmutableBitSet columns) {
                return getKeys().stream().anyMatch(columns::contains);
            }

            @Override
            public List<ImmutableBitSet> getKeys() {
                return keys();
            }
        };
    }

    /** Sets of columns whose values no two rows share. */
    private List<ImmutableBitSet> keys() {
        List<ImmutableBitSet> keys = new ArrayList<>();
        if (!definition.primaryKey().isEmpty()) {
            keys.add(ImmutableBitSet.of(definition.primaryKey()));
        }
        for (IndexDefinition index : definition.indexes()) {
            if (!index.isPlain()) {
                continue;
            }
            boolean neverNull = index.columns().stream()
                    .noneMatch(c -> definition.columns().get(c.column()).nullable());
            if (index.unique() && neverNull) {
                ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
                index.columns().forEach(c -> columns.set(c.column()));
                keys.add(columns.build());
            }
        }
        return keys;
    }
}
