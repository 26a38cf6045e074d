/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan.rel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** What expressions with sub-queries look at. */
public final class SubQueryShapes {
    private SubQueryShapes() {}

    /** Whether a sub-query occurs anywhere in the expression. */
    public static boolean containsSubQuery(RexNode node) {
        return RexUtil.SubQueryFinder.find(node) != null;
    }

    /** Columns of the row that the expression uses, also from inside sub-queries that know the row by one of these names. */
    public static ImmutableBitSet columns(RexNode node, Set<CorrelationId> variables) {
        ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
        node.accept(new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitInputRef(org.apache.calcite.rex.RexInputRef ref) {
                columns.set(ref.getIndex());
                return null;
            }

            @Override
            public @Nullable Void visitSubQuery(RexSubQuery subQuery) {
                super.visitSubQuery(subQuery);
                columns.addAll(outerColumns(subQuery.rel, variables));
                return null;
            }
        });
        return columns.build();
    }

    /** Columns that a plan reads of rows with one of these names. */
    public static ImmutableBitSet outerColumns(RelNode rel, Set<CorrelationId> variables) {
        ImmutableBitSet.Builder columns = ImmutableBitSet.builder();
        forEachOuterColumn(rel, access -> {
            RexCorrelVariable variable = (RexCorrelVariable) access.getReferenceExpr();
            if (variables.contains(variable.id)) {
                columns.set(access.getField().getIndex());
            }
        });
        return columns.build();
    }

    /** Names of all rows that a plan reads columns of, its own included. */
    public static Set<CorrelationId> variables(RelNode rel) {
        Set<CorrelationId> variables = new HashSet<>();
        forEachOuterColumn(rel, access -> variables.add(((RexCorrelVariable) access.getReferenceExpr()).id));
        return variables;
    }

    /** Names of rows around a plan that it reads columns of. */
    public static Set<CorrelationId> freeVariables(RelNode rel) {
        Set<CorrelationId> variables = variables(rel);
        if (!variables.isEmpty()) {
            forEachNode(rel, node -> variables.removeAll(node.getVariablesSet()));
        }
        return variables;
    }

    /** Names of rows around the sub-queries of an expression that they read columns of, with the types of those rows. */
    public static Map<CorrelationId, RelDataType> freeVariableTypes(RexNode expression) {
        Map<CorrelationId, RelDataType> types = new HashMap<>();
        expression.accept(new RexVisitorImpl<@Nullable Void>(true) {
            @Override
            public @Nullable Void visitSubQuery(RexSubQuery subQuery) {
                super.visitSubQuery(subQuery);
                Set<CorrelationId> free = freeVariables(subQuery.rel);
                forEachOuterColumn(subQuery.rel, access -> {
                    RexCorrelVariable variable = (RexCorrelVariable) access.getReferenceExpr();
                    if (free.contains(variable.id)) {
                        types.put(variable.id, variable.getType());
                    }
                });
                return null;
            }
        });
        return types;
    }

    private static void forEachOuterColumn(RelNode rel, java.util.function.Consumer<RexFieldAccess> consumer) {
        RexShuttle expressions = new RexShuttle() {
            @Override
            public RexNode visitFieldAccess(RexFieldAccess access) {
                if (access.getReferenceExpr() instanceof RexCorrelVariable) {
                    consumer.accept(access);
                    return access;
                }
                return super.visitFieldAccess(access);
            }

            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                super.visitSubQuery(subQuery);
                forEachOuterColumn(subQuery.rel, consumer);
                return subQuery;
            }
        };
        forEachNode(rel, node -> {
            node.accept(expressions);
            if (node instanceof BlazeScan scan) {
                scan.expressions().forEach(e -> e.accept(expressions));
            }
        });
    }

    private static void forEachNode(RelNode rel, java.util.function.Consumer<RelNode> consumer) {
        consumer.accept(rel);
        for (RelNode input : rel.getInputs()) {
            forEachNode(input, consumer);
        }
    }
}
