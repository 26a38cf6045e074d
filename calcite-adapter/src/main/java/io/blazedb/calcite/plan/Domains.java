/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.plan;

import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.catalog.DomainDefinition;
import io.blazedb.calcite.catalog.TableDefinition;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.expression.RowPredicate;
import io.blazedb.calcite.exec.expression.ValueCheck;
import io.blazedb.calcite.parser.ColumnNames;
import io.blazedb.calcite.parser.statement.ArrayType;
import io.blazedb.calcite.parser.statement.SettledType;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.validate.DomainCheck;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Compiles the conditions of domains, and casts to them. */
public final class Domains {
    private static final String VALUE = "value";

    private Domains() {}

    /** What values of a domain must meet. */
    public static ValueCheck compile(DomainDefinition domain, PlanningContext context) {
        TableDefinition alone = new TableDefinition(
                0,
                0,
                domain.schema(),
                domain.name(),
                TableDefinition.Kind.TABLE,
                1,
                List.of(new ColumnDefinition(
                        1, VALUE, domain.type(), true, null, ColumnDefinition.Identity.NONE, null)),
                List.of(),
                null,
                List.of(),
                List.of(),
                null,
                null);
        List<RowPredicate> conditions = new ArrayList<>();
        for (TableDefinition.Check check : domain.checks()) {
            conditions.add(BlazePlanner.predicate(alone, ColumnNames.asColumn(check.sql(), VALUE), context));
        }
        return (value, statement) -> {
            if (value == null && domain.notNull()) {
                throw new BlazeSqlException(
                        SqlErrorCode.NOT_NULL_VIOLATION, "domain " + domain.name() + " does not allow null values");
            }
            @Nullable Object[] row = {value};
            for (int i = 0; i < conditions.size(); i++) {
                if (Boolean.FALSE.equals(conditions.get(i).evaluate(row, statement))) {
                    String constraint = domain.checks().get(i).name();
                    throw new BlazeSqlException(
                            SqlErrorCode.CHECK_VIOLATION,
                            "value for domain " + domain.name() + " violates check constraint \"" + constraint + "\"",
                            constraint,
                            null);
                }
            }
        };
    }

    /** Makes a cast to a domain one to its type, of a value that was checked. Leaves any other cast alone. */
    static void settle(SqlCall cast, PlanningContext context) {
        SqlDataTypeSpec type = cast.operand(1);
        boolean settled = type.getTypeNameSpec() instanceof SettledType;
        DomainDefinition domain = settled ? null : context.domain(type.getTypeName().names);
        if (domain == null) {
            return;
        }
        SqlParserPos position = cast.getParserPosition();
        boolean array = type.getTypeNameSpec() instanceof ArrayType;
        SqlType settledType = array ? SqlType.array(domain.type()) : domain.type();
        SqlDataTypeSpec base = new SqlDataTypeSpec(new SettledType(type.getTypeName(), settledType), position);
        if (domain.type().isEnum()) {
            cast.setOperand(1, base);
            return;
        }
        if (array) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "arrays of domains such as \"" + domain.name() + "\" are not supported");
        }
        SqlNode value = SqlStdOperatorTable.CAST.createCall(position, cast.operand(0), base);
        cast.setOperand(0, new DomainCheck(domain.name(), compile(domain, context)).createCall(position, value));
        cast.setOperand(1, base);
    }
}
