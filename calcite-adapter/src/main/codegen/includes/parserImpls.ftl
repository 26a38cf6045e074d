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

/** INSERT, with DEFAULT VALUES for a row of nothing but defaults. */
SqlNode InsertOrDefaults() :
{
    final SqlIdentifier table;
    final SqlNode insert;
    final Span s;
    final SqlParserPos pos;
}
{
    LOOKAHEAD(<INSERT> <INTO> CompoundTableIdentifier() <DEFAULT_> <VALUES>)
    <INSERT> { s = span(); } <INTO> table = CompoundTableIdentifier() <DEFAULT_> { pos = getPos(); } <VALUES> {
        return new SqlInsert(s.end(this), SqlNodeList.EMPTY, table,
            SqlStdOperatorTable.VALUES.createCall(pos,
                SqlStdOperatorTable.ROW.createCall(pos, SqlStdOperatorTable.DEFAULT.createCall(pos))),
            null);
    }
|
    insert = SqlInsert() {
        return insert;
    }
}
