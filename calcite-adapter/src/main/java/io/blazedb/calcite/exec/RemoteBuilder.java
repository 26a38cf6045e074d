/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.exec.operator.Operator;
import io.blazedb.calcite.exec.operator.RemoteOperator;
import io.blazedb.calcite.exec.operator.RemoteOperator.RemoteParameter;
import io.blazedb.calcite.plan.rel.BlazeRemote;
import io.blazedb.calcite.schema.BlazeTypes;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Makes operators of what the owner of a served database is asked. */
final class RemoteBuilder {
    private RemoteBuilder() {}

    static Operator build(ExpressionCompiler compiler, BlazeRemote remote, ImmutableBitSet required) {
        List<String> items = remote.question().items();
        if (items == null) {
            return columns(compiler, remote, required, null);
        }
        List<SqlType> types = new ArrayList<>();
        for (RelDataTypeField field : remote.getRowType().getFieldList()) {
            types.add(BlazeTypes.fromRel(field.getType()));
        }
        int[] places = new int[items.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = i;
        }
        return new RemoteOperator(
                remote.table().database(),
                remote.sql(items, null),
                parameters(compiler, remote),
                types,
                places,
                places.length);
    }

    /** Queries for a number of keys; one for each number. */
    static IntFunction<RemoteOperator> byKeys(
            ExpressionCompiler compiler, BlazeRemote remote, ImmutableBitSet required, int key) {
        String name = BlazeRemote.quoted(
                remote.table().definition().columns().get(key).name());
        Map<Integer, RemoteOperator> made = new ConcurrentHashMap<>();
        return count -> made.computeIfAbsent(
                count,
                marks -> columns(
                        compiler,
                        remote,
                        required,
                        name + " IN (" + String.join(", ", Collections.nCopies(marks, "?")) + ")"));
    }

    private static RemoteOperator columns(
            ExpressionCompiler compiler, BlazeRemote remote, ImmutableBitSet required, @Nullable String andWhere) {
        List<ColumnDefinition> definitions = remote.table().definition().columns();
        List<String> items = new ArrayList<>();
        List<SqlType> types = new ArrayList<>();
        int[] places =
                required.intersect(ImmutableBitSet.range(definitions.size())).toArray();
        for (int place : places) {
            items.add(BlazeRemote.quoted(definitions.get(place).name()));
            types.add(definitions.get(place).type());
        }
        if (items.isEmpty()) {
            items.add("TRUE");
            types.add(SqlType.of(SqlType.Name.BOOLEAN));
        }
        return new RemoteOperator(
                remote.table().database(),
                remote.sql(items, andWhere),
                parameters(compiler, remote),
                types,
                places,
                definitions.size());
    }

    private static List<RemoteParameter> parameters(ExpressionCompiler compiler, BlazeRemote remote) {
        List<RemoteParameter> parameters = new ArrayList<>();
        for (BlazeRemote.Value value : remote.values()) {
            parameters.add(new RemoteParameter(
                    compiler.compile(value.value()),
                    BlazeTypes.fromRel(value.value().getType()),
                    value.type()));
        }
        return parameters;
    }
}
