<#-- SPDX-License-Identifier: Apache-2.0 -->
/** A cast in PostgreSQL's spelling: {@code value::type}. */
void InfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> {
        checkNonQueryExpression(exprContext);
    }
    type = DataType() {
        list.add(new SqlParserUtil.ToTreeListItem(SqlLibraryOperators.INFIX_CAST, s.pos()));
        list.add(type);
    }
}

JAVACODE
SqlCall sequenceCall(SqlOperator operator, SqlParserPos position, SqlIdentifier sequence) {
    StringBuilder name = new StringBuilder();
    for (String part : sequence.names) {
        name.append(name.length() == 0 ? "" : ".").append('"').append(part.replace("\"", "\"\"")).append('"');
    }
    String function = operator == SqlStdOperatorTable.NEXT_VALUE ? "nextval" : "currval";
    return createCall(
        new SqlIdentifier(function, position), position, SqlFunctionCategory.USER_DEFINED_FUNCTION, null,
        ImmutableList.of(SqlLiteral.createCharString(name.toString(), position)));
}
