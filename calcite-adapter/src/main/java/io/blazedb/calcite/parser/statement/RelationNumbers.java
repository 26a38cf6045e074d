/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ::regclass} means. A relation is a number and shows as its name in PostgreSQL; here it is a number where it is compared or
 * cast to one, and a name everywhere else. {@code oid::regtype} is the name of a type.
 */
public final class RelationNumbers extends SqlShuttle {
    private static final String REGCLASS = "regclass";

    private RelationNumbers() {}

    /** The statement with these casts resolved, if its text has any. */
    public static SqlNode resolved(SqlNode statement, String sql) {
        if (!mayHave(sql)) {
            return statement;
        }
        SqlNode resolved = statement.accept(new RelationNumbers());
        return resolved == null ? statement : resolved;
    }

    private static boolean mayHave(String sql) {
        for (int at = sql.indexOf("::"); at >= 0; at = sql.indexOf("::", at + 2)) {
            int type = sql.startsWith("pg_catalog.", at + 2) ? at + 13 : at + 2;
            if (sql.regionMatches(true, type, "reg", 0, 3)) {
                return true;
            }
        }
        return sql.toLowerCase(Locale.ROOT).contains(" as reg");
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        boolean compares = SqlKind.COMPARISON.contains(call.getKind())
                || call.getKind() == SqlKind.IN
                || call.getKind() == SqlKind.NOT_IN;
        boolean toNumber = call.getKind() == SqlKind.CAST && isType(call, "oid");
        if (compares || toNumber) {
            for (int i = 0; i < (toNumber ? 1 : call.operandCount()); i++) {
                numbers(call, i);
            }
        }
        SqlNode visited = super.visit(call);
        if (visited instanceof SqlCall cast && cast.getKind() == SqlKind.CAST && !isText(cast.operand(0))) {
            if (isType(cast, REGCLASS)) {
                return function("REGCLASS_NAME", cast);
            }
            if (isType(cast, "regtype")) {
                return InfixFunction.function(
                        "FORMAT_TYPE",
                        cast.getParserPosition(),
                        cast.operand(0),
                        SqlLiteral.createNull(cast.getParserPosition()));
            }
        }
        return visited;
    }

    private static void numbers(SqlCall call, int operand) {
        SqlNode node = call.operand(operand);
        if (node instanceof SqlNodeList list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof SqlCall cast && cast.getKind() == SqlKind.CAST && isType(cast, REGCLASS)) {
                    list.set(i, function("REGCLASS_OID", cast));
                }
            }
        } else if (node instanceof SqlCall cast && cast.getKind() == SqlKind.CAST && isType(cast, REGCLASS)) {
            call.setOperand(operand, function("REGCLASS_OID", cast));
        }
    }

    private static SqlNode function(String name, SqlCall cast) {
        return InfixFunction.function(name, cast.getParserPosition(), cast.<SqlNode>operand(0));
    }

    /** Whether it stands for such a cast. */
    public static boolean isCast(SqlCall call) {
        String name = call.getOperator().getName();
        return name.equals("REGCLASS_NAME") || name.equals("REGCLASS_OID");
    }

    private static boolean isText(SqlNode node) {
        return node instanceof SqlLiteral;
    }

    private static boolean isType(SqlCall cast, String name) {
        return cast.operand(1) instanceof SqlDataTypeSpec type
                && type.getTypeName() != null
                && type.getTypeName()
                        .names
                        .get(type.getTypeName().names.size() - 1)
                        .equalsIgnoreCase(name);
    }
}
