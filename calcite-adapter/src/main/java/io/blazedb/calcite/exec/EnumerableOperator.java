/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.OperatorContext;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.calcite.plan.rel.BlazeEnumerable;
import io.blazedb.calcite.plan.rel.EnumerableBridge;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableInterpretable;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.runtime.Bindable;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/** Runs generated code of the Enumerable convention over rows of the engine's operators, and hands its rows on. */
final class EnumerableOperator implements Operator {
    private static final String CONTEXT = "blaze.context";

    private final Bindable<?> code;
    private final Map<String, Object> stash;
    private final List<UnaryOperator<@Nullable Object>> fromCalcite;
    private final Map<Integer, UnaryOperator<@Nullable Object>> parameters;

    private EnumerableOperator(
            Bindable<?> code,
            Map<String, Object> stash,
            List<UnaryOperator<@Nullable Object>> fromCalcite,
            Map<Integer, UnaryOperator<@Nullable Object>> parameters) {
        this.code = code;
        this.stash = stash;
        this.fromCalcite = fromCalcite;
        this.parameters = parameters;
    }

    static Operator build(BlazeEnumerable rel, Function<EnumerableBridge, Operator> inputs) {
        for (EnumerableBridge bridge : rel.bridges()) {
            Operator input = inputs.apply(bridge);
            List<UnaryOperator<@Nullable Object>> toCalcite =
                    conversions(bridge.getRowType(), CalciteValues::toCalcite);
            bridge.setSource(root -> {
                Object context = java.util.Objects.requireNonNull(root.get(CONTEXT));
                return new Source(input, (OperatorContext) context, toCalcite);
            });
        }
        Map<String, Object> stash = new HashMap<>();
        Bindable<?> code;
        try {
            code = EnumerableInterpretable.toBindable(stash, null, rel.root(), EnumerableRel.Prefer.ARRAY);
        } catch (RuntimeException | AssertionError notImplemented) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "this query needs an operation that is not supported",
                    notImplemented);
        }
        return new EnumerableOperator(
                code, stash, conversions(rel.getRowType(), CalciteValues::fromCalcite), parameters(rel.root()));
    }

    private static List<UnaryOperator<@Nullable Object>> conversions(
            RelDataType row, Function<SqlType, UnaryOperator<@Nullable Object>> conversion) {
        List<UnaryOperator<@Nullable Object>> conversions = new ArrayList<>();
        row.getFieldList().forEach(field -> conversions.add(conversion.apply(BlazeTypes.fromRel(field.getType()))));
        return conversions;
    }

    private static Map<Integer, UnaryOperator<@Nullable Object>> parameters(RelNode root) {
        Map<Integer, UnaryOperator<@Nullable Object>> parameters = new HashMap<>();
        RexShuttle finder = new RexShuttle() {
            @Override
            public RexNode visitDynamicParam(RexDynamicParam parameter) {
                parameters.put(parameter.getIndex(), CalciteValues.toCalcite(BlazeTypes.fromRel(parameter.getType())));
                return parameter;
            }
        };
        new RelVisitor() {
            @Override
            public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
                node.accept(finder);
                super.visit(node, ordinal, parent);
            }
        }.go(root);
        return parameters;
    }

    @Override
    public Rows open(OperatorContext context) {
        Enumerator<?> rows = code.bind(new Root(context)).enumerator();
        return new Rows() {
            @Override
            public @Nullable Object @Nullable [] next() {
                context.tick();
                return rows.moveNext() ? row(rows.current()) : null;
            }

            @Override
            public void close() {
                rows.close();
            }
        };
    }

    private @Nullable Object[] row(@Nullable Object current) {
        int width = fromCalcite.size();
        @Nullable
        Object[] values = width == 1 && !(current instanceof Object[])
                ? new @Nullable Object[] {current}
                : (@Nullable Object[]) java.util.Objects.requireNonNull(current);
        @Nullable Object[] out = new @Nullable Object[width];
        for (int i = 0; i < width; i++) {
            out[i] = fromCalcite.get(i).apply(values[i]);
        }
        return out;
    }

    /** Rows of an operator in the form that generated code reads. */
    private static final class Source extends AbstractEnumerable<@Nullable Object> {
        private final Operator input;
        private final OperatorContext context;
        private final List<UnaryOperator<@Nullable Object>> toCalcite;

        Source(Operator input, OperatorContext context, List<UnaryOperator<@Nullable Object>> toCalcite) {
            this.input = input;
            this.context = context;
            this.toCalcite = toCalcite;
        }

        @Override
        public Enumerator<@Nullable Object> enumerator() {
            return new Enumerator<>() {
                private Rows rows = input.open(context);
                private @Nullable Object current;

                @Override
                public @Nullable Object current() {
                    return current;
                }

                @Override
                public boolean moveNext() {
                    context.tick();
                    @Nullable Object[] row = rows.next();
                    if (row == null) {
                        return false;
                    }
                    int width = toCalcite.size();
                    @Nullable Object[] values = new @Nullable Object[width];
                    for (int i = 0; i < width; i++) {
                        values[i] = toCalcite.get(i).apply(row[i]);
                    }
                    current = values;
                    return true;
                }

                @Override
                public void reset() {
                    rows.close();
                    rows = input.open(context);
                }

                @Override
                public void close() {
                    rows.close();
                }
            };
        }
    }

    /** What generated code asks for. */
    private final class Root implements DataContext {
        private final OperatorContext context;

        Root(OperatorContext context) {
            this.context = context;
        }

        @Override
        public @Nullable SchemaPlus getRootSchema() {
            return null;
        }

        @Override
        public JavaTypeFactory getTypeFactory() {
            return new BlazeTypes.Factory();
        }

        @Override
        public @Nullable QueryProvider getQueryProvider() {
            return null;
        }

        @Override
        public @Nullable Object get(String name) {
            if (name.equals(CONTEXT)) {
                return context;
            }
            if (name.startsWith("?")) {
                int index = Integer.parseInt(name.substring(1));
                UnaryOperator<@Nullable Object> conversion = parameters.getOrDefault(index, UnaryOperator.identity());
                return conversion.apply(context.statement().parameter(index));
            }
            Object stashed = stash.get(name);
            return stashed != null ? stashed : CalciteFunction.variable(name, context.statement());
        }
    }
}
