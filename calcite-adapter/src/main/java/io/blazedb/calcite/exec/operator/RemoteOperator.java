/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.exec.expression.Expression;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that the owner of a served database finds: filtered, projected, grouped and limited there. */
public final class RemoteOperator implements Operator {
    private static final @Nullable Object[] NO_ROW = {};

    private final String database;
    private final String sql;
    private final List<RemoteParameter> parameters;
    private final List<SqlType> resultTypes;
    private final int[] places;
    private final int width;

    /**
     * A remote query.
     *
     * @param parameters values of the question marks, computed before it begins
     * @param places for each column of the result, its place in the rows that come out
     * @param width of these rows
     */
    public RemoteOperator(
            String database,
            String sql,
            List<RemoteParameter> parameters,
            List<SqlType> resultTypes,
            int[] places,
            int width) {
        this.database = database;
        this.sql = sql;
        this.parameters = List.copyOf(parameters);
        this.resultTypes = List.copyOf(resultTypes);
        this.places = places.clone();
        this.width = width;
    }

    /**
     * A value that goes to the owner.
     *
     * @param from its type here
     * @param type the type in which it is sent
     */
    public record RemoteParameter(Expression value, SqlType from, SqlType type) {
        @Nullable
        Object evaluate(OperatorContext context) {
            Object computed = value.evaluate(NO_ROW, context);
            return computed == null || from.equals(type) ? computed : Coercions.convert(computed, from, type);
        }
    }

    @Override
    public Rows open(OperatorContext context) {
        return open(context, NO_ROW, SqlType.of(SqlType.Name.NULL));
    }

    /** Opens it with keys for the question marks after those of the parameters. */
    Rows open(OperatorContext context, @Nullable Object[] keys, SqlType keyType) {
        int own = parameters.size();
        @Nullable Object[] values = new @Nullable Object[own + keys.length];
        List<SqlType> types = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            values[i] = i < own ? parameters.get(i).evaluate(context) : keys[i - own];
            types.add(i < own ? parameters.get(i).type() : keyType);
        }
        Rows rows = context.execution().remote(database).query(new RemoteQuery(sql, types, values, resultTypes));
        return new Rows() {
            @Override
            public @Nullable Object @Nullable [] next() {
                context.tick();
                @Nullable Object[] row = rows.next();
                if (row == null) {
                    return null;
                }
                @Nullable Object[] placed = new @Nullable Object[width];
                for (int i = 0; i < places.length; i++) {
                    placed[places[i]] = row[i];
                }
                return placed;
            }

            @Override
            public void close() {
                rows.close();
            }
        };
    }
}
