/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser.statement;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * {@code json_to_record} and {@code json_to_recordset} with the columns that they shall give: a query that takes the members of these
 * names out of each object.
 */
public final class DefinedRows {
    private static final String OBJECT = "object";

    private DefinedRows() {}

    /** The table of a function's rows with these columns. */
    public static SqlNode of(
            SqlNode table, SqlIdentifier alias, List<SqlIdentifier> names, List<SqlDataTypeSpec> types) {
        SqlParserPos position = table.getParserPosition();
        SqlCall call = table.getKind() == SqlKind.COLLECTION_TABLE ? ((SqlCall) table).operand(0) : null;
        String function = call == null ? "" : call.getOperator().getName().toLowerCase(Locale.ROOT);
        boolean many = function.endsWith("_to_recordset");
        if (call == null || call.operandCount() != 1 || !(many || function.endsWith("_to_record"))) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR,
                    "a column definition list is only allowed for functions returning \"record\"");
        }
        SqlIdentifier object = new SqlIdentifier(List.of(OBJECT, OBJECT), position);
        List<SqlNode> items = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            items.add(SqlStdOperatorTable.AS.createCall(
                    position, member(object, names.get(i), types.get(i)), names.get(i)));
        }
        SqlSelect query = new SqlSelect(
                position,
                null,
                new SqlNodeList(items, position),
                objects(call.operand(0), many, function.startsWith("jsonb"), position),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        SqlNode lateral = SqlStdOperatorTable.LATERAL.createCall(position, query);
        return SqlStdOperatorTable.AS.createCall(position, lateral, alias);
    }

    private static SqlNode member(SqlIdentifier object, SqlIdentifier name, SqlDataTypeSpec type) {
        SqlParserPos position = name.getParserPosition();
        String typeName = String.valueOf(type.getTypeName()).toLowerCase(Locale.ROOT);
        boolean json = typeName.equals("json") || typeName.equals("jsonb");
        SqlNode member = InfixFunction.function(
                json ? "->" : "->>", position, object, SqlLiteral.createCharString(name.getSimple(), position));
        return SqlStdOperatorTable.CAST.createCall(position, member, type);
    }

    /** A table of one column: the objects. */
    private static SqlNode objects(SqlNode json, boolean many, boolean binary, SqlParserPos position) {
        SqlIdentifier name = new SqlIdentifier(OBJECT, position);
        String elements = binary ? "jsonb_array_elements" : "json_array_elements";
        SqlNode array = many
                ? json
                : InfixFunction.function(
                        binary ? "jsonb_build_array" : "json_build_array",
                        position,
                        SqlStdOperatorTable.CAST.createCall(
                                position,
                                json,
                                new SqlDataTypeSpec(
                                        new NamedType(
                                                new SqlIdentifier(binary ? "jsonb" : "json", position),
                                                -1,
                                                0,
                                                position),
                                        position)));
        return SqlStdOperatorTable.AS.createCall(
                position,
                SqlStdOperatorTable.UNNEST.createCall(position, InfixFunction.function(elements, position, array)),
                name,
                name);
    }
}
