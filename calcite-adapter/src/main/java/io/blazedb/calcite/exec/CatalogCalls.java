/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec;

import io.blazedb.calcite.exec.expression.Expression;
import java.util.List;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/** Functions that ask the session's catalog. */
final class CatalogCalls {
    private CatalogCalls() {}

    static Expression compile(ExpressionCompiler compiler, String name, List<RexNode> operands) {
        List<Expression> arguments = operands.stream().map(compiler::compile).toList();
        return (row, e) -> {
            @Nullable Object[] values = new @Nullable Object[arguments.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = arguments.get(i).evaluate(row, e);
            }
            return e.statement().catalog().call(name, values);
        };
    }
}
