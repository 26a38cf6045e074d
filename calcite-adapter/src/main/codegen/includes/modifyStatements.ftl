<#-- SPDX-License-Identifier: Apache-2.0 -->
/** A statement that writes, with queries that it may use by name. */
SqlNode WithModification() :
{
    final SqlNodeList with;
    final SqlNode statement;
}
{
    with = WithList()
    (
        statement = InsertStatement()
    |
        statement = UpdateStatement()
    |
        statement = DeleteStatement()
    |
        statement = MergeStatement()
    )
    {
        return WithClause.before(with, statement);
    }
}

/** INSERT with ON CONFLICT and RETURNING. */
SqlNode InsertStatement() :
{
    final Span s;
    final SqlIdentifier target;
    SqlIdentifier alias = null;
    SqlNodeList columns = null;
    final SqlNode source;
    ConflictClause conflict = null;
    InsertNode.Overriding overriding = InsertNode.Overriding.NONE;
    final SqlNodeList returning;
}
{
    <INSERT> { s = span(); }
    <INTO> target = CompoundTableIdentifier()
    [ <AS> alias = SimpleIdentifier() ]
    [ LOOKAHEAD(2) columns = ParenthesizedSimpleIdentifierList() ]
    [
        <OVERRIDING>
        (
            <SYSTEM> { overriding = InsertNode.Overriding.SYSTEM; }
        |
            <USER> { overriding = InsertNode.Overriding.USER; }
        )
        <VALUE>
    ]
    (
        source = DefaultRow()
    |
        source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    )
    [ conflict = OnConflict() ]
    returning = Returning()
    {
        return new InsertNode(s.end(this), target, alias, columns, overriding, source, conflict, returning);
    }
}

/** DEFAULT VALUES: a row of nothing but defaults. */
SqlNode DefaultRow() :
{
    final SqlParserPos pos;
}
{
    <DEFAULT_> { pos = getPos(); } <VALUES>
    {
        return SqlStdOperatorTable.VALUES.createCall(pos,
            SqlStdOperatorTable.ROW.createCall(pos, SqlStdOperatorTable.DEFAULT.createCall(pos)));
    }
}

ConflictClause OnConflict() :
{
    List<SqlNode> keys = new ArrayList<SqlNode>();
    SqlNode predicate = null;
    SqlIdentifier constraint = null;
    List<Assignment> assignments = new ArrayList<Assignment>();
    SqlNode where = null;
}
{
    <ON> <CONFLICT>
    [
        keys = ConflictKeys()
        [ predicate = Where() ]
    |
        <ON> <CONSTRAINT> constraint = SimpleIdentifier()
    ]
    <DO>
    (
        <NOTHING>
    |
        <UPDATE> <SET> assignments = Assignments()
        [ where = Where() ]
    )
    {
        return new ConflictClause(keys, predicate, constraint, assignments, where);
    }
}

/** What the meant unique index is of: columns or expressions. */
List<SqlNode> ConflictKeys() :
{
    final List<SqlNode> keys = new ArrayList<SqlNode>();
    SqlNode key;
}
{
    <LPAREN>
    key = Expression(ExprContext.ACCEPT_NON_QUERY) { keys.add(key); }
    (
        <COMMA> key = Expression(ExprContext.ACCEPT_NON_QUERY) { keys.add(key); }
    )*
    <RPAREN>
    {
        return keys;
    }
}

/** UPDATE with FROM and RETURNING. */
SqlNode UpdateStatement() :
{
    final Span s;
    final SqlIdentifier target;
    SqlIdentifier alias = null;
    final List<Assignment> assignments;
    SqlNode from = null;
    SqlNode where = null;
    final SqlNodeList returning;
}
{
    <UPDATE> { s = span(); }
    [ LOOKAHEAD({ getToken(1).kind == ONLY && getToken(2).kind != SET }) <ONLY> ]
    target = CompoundTableIdentifier()
    [ [ <AS> ] alias = SimpleIdentifier() ]
    <SET> assignments = Assignments()
    [ <FROM> from = FromClause() ]
    [ where = Where() ]
    returning = Returning()
    {
        return new UpdateNode(s.end(this), target, alias, assignments, from, where, returning);
    }
}

/** DELETE with USING and RETURNING. */
SqlNode DeleteStatement() :
{
    final Span s;
    final SqlIdentifier target;
    SqlIdentifier alias = null;
    SqlNode using = null;
    SqlNode where = null;
    final SqlNodeList returning;
}
{
    <DELETE> { s = span(); }
    <FROM> [ LOOKAHEAD({ getToken(1).kind == ONLY && getToken(2).kind != WHERE && getToken(2).kind != EOF }) <ONLY> ]
    target = CompoundTableIdentifier()
    [ [ <AS> ] alias = SimpleIdentifier() ]
    [ <USING> using = FromClause() ]
    [ where = Where() ]
    returning = Returning()
    {
        return new DeleteNode(s.end(this), target, alias, using, where, returning);
    }
}

/** MERGE with any number of WHEN clauses and RETURNING. */
SqlNode MergeStatement() :
{
    final Span s;
    final SqlIdentifier target;
    SqlIdentifier alias = null;
    SqlNode source;
    final SqlNode condition;
    final List<MergeNode.When> clauses = new ArrayList<MergeNode.When>();
    MergeNode.When clause;
    final SqlNodeList returning;
}
{
    <MERGE> { s = span(); }
    <INTO> [ LOOKAHEAD({ getToken(1).kind == ONLY && getToken(2).kind != USING && getToken(2).kind != AS }) <ONLY> ]
    target = CompoundTableIdentifier()
    [ [ <AS> ] alias = SimpleIdentifier() ]
    <USING> source = TableRef()
    ( source = JoinTable(source) )*
    <ON> condition = Expression(ExprContext.ACCEPT_SUB_QUERY)
    (
        clause = MergeClause() { clauses.add(clause); }
    )+
    returning = Returning()
    {
        return new MergeNode(s.end(this), target, alias, source, condition, clauses, returning);
    }
}

MergeNode.When MergeClause() :
{
    boolean matched = true;
    SqlNode condition = null;
    MergeNode.Action action = MergeNode.Action.NOTHING;
    List<Assignment> assignments = new ArrayList<Assignment>();
    SqlNodeList columns = null;
    List<SqlNode> values = new ArrayList<SqlNode>();
}
{
    <WHEN> [ <NOT> { matched = false; } ] <MATCHED>
    [ <AND> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
    <THEN>
    (
        <UPDATE> <SET> assignments = Assignments() { action = MergeNode.Action.UPDATE; }
    |
        <DELETE> { action = MergeNode.Action.DELETE; }
    |
        <INSERT> { action = MergeNode.Action.INSERT; }
        [ columns = ParenthesizedSimpleIdentifierList() ]
        (
            <VALUES> values = ParenthesizedQueryOrCommaListWithDefault(ExprContext.ACCEPT_NONCURSOR)
        |
            <DEFAULT_> <VALUES>
        )
    |
        <DO> <NOTHING>
    )
    {
        return new MergeNode.When(matched, condition, action, assignments, columns, values);
    }
}

List<Assignment> Assignments() :
{
    final List<Assignment> assignments = new ArrayList<Assignment>();
    Assignment assignment;
}
{
    assignment = AssignmentItem() { assignments.add(assignment); }
    (
        <COMMA> assignment = AssignmentItem() { assignments.add(assignment); }
    )*
    {
        return assignments;
    }
}

Assignment AssignmentItem() :
{
    final List<SqlIdentifier> columns;
    final SqlIdentifier column;
    SqlNode value;
    SqlNode subscript;
    final List<SqlNode> subscripts = new ArrayList<SqlNode>();
}
{
    (
        columns = ColumnList() <EQ> value = RowConstructor()
        {
            return new Assignment(columns, ((SqlCall) value).getOperandList());
        }
    |
        column = CompoundIdentifier()
        ( <LBRACKET> subscript = Subscript() <RBRACKET> { subscripts.add(subscript); } )*
        <EQ>
        (
            value = Default()
        |
            value = Expression(ExprContext.ACCEPT_SUB_QUERY)
        )
        {
            if (!subscripts.isEmpty()) {
                value = InfixFunction.element(column, subscripts, value);
            }
            return new Assignment(ImmutableList.of(column), ImmutableList.of(value));
        }
    )
}

List<SqlIdentifier> ColumnList() :
{
    final List<SqlIdentifier> columns = new ArrayList<SqlIdentifier>();
    SqlIdentifier column;
}
{
    <LPAREN>
    column = SimpleIdentifier() { columns.add(column); }
    (
        <COMMA> column = SimpleIdentifier() { columns.add(column); }
    )*
    <RPAREN>
    {
        return columns;
    }
}

/** The items after RETURNING; null without them. */
SqlNodeList Returning() :
{
    final Span s;
    final List<SqlNode> items = new ArrayList<SqlNode>();
}
{
    <RETURNING> { s = span(); }
    AddSelectItem(items)
    (
        <COMMA> AddSelectItem(items)
    )*
    {
        return new SqlNodeList(items, s.end(this));
    }
|
    {
        return null;
    }
}
