/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.expression;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.Aggregates.Call;
import io.blazedb.calcite.types.Json;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.Texts;
import org.jspecify.annotations.Nullable;

/** JSON_AGG, JSON_OBJECT_AGG and those of JSONB: NULL values become null; of no rows at all the result is NULL. */
final class JsonAggregates {
    private JsonAggregates() {}

    static Accumulator array(Call call) {
        boolean binary = call.function().startsWith("JSONB");
        String divider = isBroken(call.types().get(0)) ? ", \n " : ", ";
        return new Text('[', ']', binary, divider) {
            @Override
            public void add(@Nullable Object[] row) {
                append(JsonFunctions.value(row[call.column()], call.types().get(0), binary));
            }
        };
    }

    /** PostgreSQL begins a new line for each row and array. */
    private static boolean isBroken(SqlType type) {
        return type.isArray() || type.name() == SqlType.Name.RECORD;
    }

    static Accumulator object(Call call) {
        boolean binary = call.function().startsWith("JSONB");
        return new Text('{', '}', binary, ", ") {
            @Override
            public void add(@Nullable Object[] row) {
                Object name = row[call.columns().get(0)];
                if (name == null) {
                    throw new BlazeSqlException(
                            SqlErrorCode.INVALID_PARAMETER, "the name of a member of a JSON object must not be null");
                }
                append(Json.quoted(Texts.format(name, call.types().get(0))) + " : "
                        + JsonFunctions.value(
                                row[call.columns().get(1)], call.types().get(1), binary));
            }
        };
    }

    private abstract static class Text implements Accumulator {
        private final StringBuilder out = new StringBuilder();
        private final char open;
        private final char close;
        private final boolean binary;
        private final String divider;

        Text(char open, char close, boolean binary, String divider) {
            this.divider = divider;
            this.open = open;
            this.close = close;
            this.binary = binary;
        }

        final void append(String element) {
            out.append(out.isEmpty() ? (open == '{' ? "{ " : "[") : divider).append(element);
        }

        @Override
        public final long bytes() {
            return 2L * out.length();
        }

        @Override
        public final @Nullable Object result() {
            if (out.isEmpty()) {
                return null;
            }
            String text = out + (close == '}' ? " }" : "]");
            return binary ? Json.normalized(text) : text;
        }
    }
}
