/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.plan.rel.AccessBoundary;
import io.blazedb.calcite.plan.rel.BlazeRel;
import io.blazedb.calcite.plan.rel.BlazeShared;
import io.blazedb.calcite.plan.rel.SecurityBarrier;
import io.blazedb.calcite.plan.rel.SubQueryShapes;
import io.blazedb.calcite.schema.BlazeTable;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.prepare.Prepare;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Converts one query to algebra. A query of WITH that is named in several places runs once, as in PostgreSQL: all of them see the same
 * random numbers, and none of them repeats its work. Only what merely picks rows and columns of a table is put in each of its places, where
 * conditions can reach the table.
 */
final class QueryConverter extends SqlToRelConverter {
    private final Function<RelNode, BlazeRel> planner;
    private final IdentityHashMap<SqlWithItem, Integer> places = new IdentityHashMap<>();
    private final IdentityHashMap<SqlWithItem, BlazeRel> shared = new IdentityHashMap<>();

    /**
     * For one query.
     *
     * @param planner plans a query of WITH, after asking whether the statement may read what it reads
     */
    QueryConverter(
            SqlValidator validator,
            Prepare.CatalogReader reader,
            RelOptCluster cluster,
            SqlRexConvertletTable convertlets,
            Config config,
            Function<RelNode, BlazeRel> planner) {
        super(
                (rowType, sql, schemaPath, viewPath) -> {
                    throw new IllegalStateException("views are expanded by their tables");
                },
                validator,
                reader,
                cluster,
                convertlets,
                config);
        this.planner = planner;
    }

    /** Notes how often the queries of WITH are named in a query that has been validated; before it is converted. */
    void countPlaces(SqlNode validated) {
        SqlValidator names = java.util.Objects.requireNonNull(validator);
        validated.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier name) {
                SqlValidatorNamespace namespace = names.getNamespace(name);
                if (namespace != null && namespace.resolve().getNode() instanceof SqlWithItem item) {
                    places.merge(item, 1, Integer::sum);
                }
                return null;
            }
        });
    }

    @Override
    protected void convertFrom(Blackboard bb, @Nullable SqlNode from, @Nullable List<String> fieldNames) {
        PlanningCheck.in(cluster.getPlanner());
        if (!(from instanceof SqlWithItem item) || places.getOrDefault(item, 0) < 2) {
            super.convertFrom(bb, from, fieldNames);
            return;
        }
        BlazeRel definition = shared.get(item);
        if (definition == null) {
            super.convertFrom(bb, from, fieldNames);
            RelNode query = java.util.Objects.requireNonNull(bb.root);
            if (isPick(query) || !isOnItsOwn(query)) {
                places.remove(item);
                return;
            }
            definition = planner.apply(query);
            shared.put(item, definition);
        }
        bb.setRoot(new BlazeShared(item.name.getSimple(), definition), true);
    }

    /** Whether a query gives rows of one table or of a shared query as they are, or columns computed of each by itself. */
    private static boolean isPick(RelNode query) {
        if (query instanceof Project project) {
            return project.getProjects().stream().allMatch(QueryConverter::isCheap) && isPick(project.getInput());
        }
        if (query instanceof Filter filter) {
            return isCheap(filter.getCondition()) && isPick(filter.getInput());
        }
        if (query instanceof AccessBoundary || query instanceof SecurityBarrier) {
            return isPick(query.getInput(0));
        }
        return query instanceof TableScan || query instanceof Values || query instanceof BlazeShared;
    }

    private static boolean isCheap(RexNode expression) {
        return !SubQueryShapes.containsSubQuery(expression) && Immutability.isImmutable(expression);
    }

    /** Whether a query sees neither a row around it nor the rows of a recursion around it. */
    private static boolean isOnItsOwn(RelNode query) {
        Set<String> recursions = new HashSet<>();
        Set<String> read = new HashSet<>();
        forEachNode(query, node -> {
            RelOptTable table = node instanceof TableScan scan
                    ? scan.getTable()
                    : node instanceof RepeatUnion recursion ? recursion.getTransientTable() : null;
            if (table != null && table.unwrap(BlazeTable.class) == null) {
                (node instanceof TableScan ? read : recursions).add(Util.last(table.getQualifiedName()));
            }
        });
        return recursions.containsAll(read)
                && SubQueryShapes.freeVariables(query).isEmpty();
    }

    private static void forEachNode(RelNode query, java.util.function.Consumer<RelNode> consumer) {
        consumer.accept(query);
        query.accept(new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                forEachNode(subQuery.rel, consumer);
                return super.visitSubQuery(subQuery);
            }
        });
        query.getInputs().forEach(input -> forEachNode(input, consumer));
    }
}
