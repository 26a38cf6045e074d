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
        list.add(new SqlParserUtil.ToTreeListItem(TypedLiterals.CAST, s.pos()));
        list.add(type);
    }
}

/** Operators of PostgreSQL that are functions between their operands. */
void InfixOperator(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlOperator op;
}
{
    (
        <LAMBDA> { op = InfixFunction.GET; }
    |   <GET_TEXT> { op = InfixFunction.GET_TEXT; }
    |   <GET_PATH> { op = InfixFunction.GET_PATH; }
    |   <GET_PATH_TEXT> { op = InfixFunction.GET_PATH_TEXT; }
    |   <DELETE_PATH> { op = InfixFunction.DELETE_PATH; }
    |   <CONTAINS_VALUE> { op = InfixFunction.CONTAINS; }
    |   <CONTAINED_IN> { op = InfixFunction.CONTAINED_IN; }
    |   <HAS_KEY> { op = InfixFunction.HAS_KEY; }
    |   <HAS_PATH> { op = InfixFunction.HAS_PATH; }
    |   <MATCHES_PATH> { op = InfixFunction.MATCHES_PATH; }
    |   <HAS_ANY_KEY> { op = InfixFunction.HAS_ANY_KEY; }
    |   <HAS_ALL_KEYS> { op = InfixFunction.HAS_ALL_KEYS; }
    |   <STARTS_WITH_TEXT> { op = InfixFunction.STARTS_WITH; }
    |   <MATCHES_REGEX> { op = SqlStdOperatorTable.POSIX_REGEX_CASE_SENSITIVE; }
    |   <MATCHES_REGEX_ANY_CASE> { op = SqlStdOperatorTable.POSIX_REGEX_CASE_INSENSITIVE; }
    |   <NOT_MATCHES_REGEX> { op = SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_SENSITIVE; }
    |   <NOT_MATCHES_REGEX_ANY_CASE> { op = SqlStdOperatorTable.NEGATED_POSIX_REGEX_CASE_INSENSITIVE; }
    |   <LIKE_SIGN> { op = SqlStdOperatorTable.LIKE; }
    |   <ILIKE_SIGN> { op = SqlLibraryOperators.ILIKE; }
    |   <NOT_LIKE_SIGN> { op = SqlStdOperatorTable.NOT_LIKE; }
    |   <NOT_ILIKE_SIGN> { op = SqlLibraryOperators.NOT_ILIKE; }
    |   <OVERLAPS_SIGN> { op = InfixFunction.OVERLAPS; }
    |   <BIT_XOR_SIGN> { op = InfixFunction.BIT_XOR; }
    |   <VERTICAL_BAR> { op = InfixFunction.BIT_OR; }
    |   <AMPERSAND> { op = InfixFunction.BIT_AND; }
    |   <LEFTSHIFT> { op = InfixFunction.SHIFT_LEFT; }
    |   <RIGHT_SHIFT> { op = InfixFunction.SHIFT_RIGHT; }
    |   <CARET> { op = InfixFunction.POWER; }
    )
    {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(op, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** {@code value AT TIME ZONE zone}. */
void AtTimeZone(List<Object> list, ExprContext exprContext, Span s) :
{
}
{
    <AT> <TIME> <ZONE>
    {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(InfixFunction.AT_TIME_ZONE, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** Text is ordered by code points, and other collations there are none. */
void Collate(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlIdentifier name;
}
{
    <COLLATE> name = CompoundIdentifier()
    {
        QueryTail.requireKnownCollation(name);
    }
}

/** {@code x ISNULL} and {@code x NOTNULL}. */
void NullTest(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlOperator operator;
}
{
    (
        <ISNULL> { operator = SqlStdOperatorTable.IS_NULL; }
    |
        <NOTNULL> { operator = SqlStdOperatorTable.IS_NOT_NULL; }
    )
    {
        list.add(new SqlParserUtil.ToTreeListItem(operator, getPos()));
    }
}

/** A name and, for types with one, a length or precision. */
SqlTypeNameSpec NamedType(SqlIdentifier name, Span s) :
{
    int precision = -1;
    int scale = 0;
}
{
    [
        LOOKAHEAD(2)
        <LPAREN> precision = UnsignedIntLiteral()
        [ <COMMA> scale = IntLiteral() ]
        <RPAREN>
    ]
    {
        return new NamedType(name, precision, scale, s.end(this));
    }
}

/** The columns of rows that a function reads from JSON, behind the function's alias. */
SqlNode DefinedColumns(SqlNode function, SqlIdentifier alias) :
{
    final List<SqlIdentifier> names = new ArrayList<SqlIdentifier>();
    final List<SqlDataTypeSpec> types = new ArrayList<SqlDataTypeSpec>();
    SqlIdentifier name;
    SqlDataTypeSpec type;
}
{
    <LPAREN>
    name = SimpleIdentifier() type = DataType() { names.add(name); types.add(type); }
    (
        <COMMA>
        name = SimpleIdentifier() type = DataType() { names.add(name); types.add(type); }
    )*
    <RPAREN>
    {
        return DefinedRows.of(function, alias, names, types);
    }
}

/** FOR UPDATE and its like, behind a query. */
void Locking() :
{
    boolean skips = false;
}
{
    <FOR>
    (
        <UPDATE>
    |   <SHARE>
    |   LOOKAHEAD(2) <NO> <KEY> <UPDATE>
    |   <KEY> <SHARE>
    )
    [ <OF> SimpleIdentifier() ( <COMMA> SimpleIdentifier() )* ]
    [
        <NOWAIT>
    |
        <SKIP_> <LOCKED>
    ]
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

/** Elements of an array in brackets, or arrays in brackets inside of it. */
SqlNode ArrayElements() :
{
    final Span s;
    final List<SqlNode> elements = new ArrayList<SqlNode>();
    SqlNode element;
}
{
    <LBRACKET> { s = span(); }
    [
        element = ArrayElement() { elements.add(element); }
        (
            <COMMA> element = ArrayElement() { elements.add(element); }
        )*
    ]
    <RBRACKET>
    {
        return InfixFunction.function("ARRAY", s.end(this), elements.toArray(new SqlNode[0]));
    }
}

SqlNode ArrayElement() :
{
    final SqlNode element;
}
{
    (
        element = ArrayElements()
    |
        element = Expression(ExprContext.ACCEPT_SUB_QUERY)
    )
    {
        return element;
    }
}

/** A position in an array, or the first and the last one of a slice as a list. */
SqlNode Subscript() :
{
    SqlNode first = null;
    SqlNode last = null;
    boolean slice = false;
}
{
    (
        first = Expression(ExprContext.ACCEPT_SUB_QUERY)
        [ <COLON> { slice = true; } [ last = Expression(ExprContext.ACCEPT_SUB_QUERY) ] ]
    |
        <COLON> { slice = true; } [ last = Expression(ExprContext.ACCEPT_SUB_QUERY) ]
    )
    {
        return slice ? InfixFunction.slice(first, last, getPos()) : first;
    }
}

/** JSON_TABLE in FROM. */
SqlNode JsonTable() :
{
    final Span s;
    final SqlNode context;
    final SqlNode path;
    final JsonTable table;
}
{
    SimpleIdentifier() { s = span(); }
    <LPAREN>
    context = Expression(ExprContext.ACCEPT_NON_QUERY)
    <COMMA>
    path = Expression(ExprContext.ACCEPT_NON_QUERY) { table = new JsonTable(context, path); }
    [ <AS> SimpleIdentifier() ]
    JsonTableColumns(table)
    [
        (
            <ERROR> { table.setFailing(); }
        |
            <EMPTY> [ <ARRAY> ]
        )
        <ON> <ERROR>
    ]
    <RPAREN>
    { return table.toQuery(s.end(this)); }
}

void JsonTableColumns(JsonTable table) :
{
}
{
    LOOKAHEAD({ getToken(1).image.equalsIgnoreCase("columns") }) SimpleIdentifier()
    <LPAREN>
    JsonTableColumn(table)
    (
        <COMMA> JsonTableColumn(table)
    )*
    <RPAREN>
}

void JsonTableColumn(JsonTable table) :
{
    SqlIdentifier name;
    final SqlDataTypeSpec type;
    final SqlNode nestedPath;
    final JsonTable nested;
    SqlNode path = null;
    SqlNode wrapper = null;
    SqlNode onError = null;
    SqlJsonExistsErrorBehavior existsBehavior;
    List<SqlNode> behavior;
    boolean json = false;
    final List<SqlNode> behaviors = new ArrayList<SqlNode>();
}
{
    LOOKAHEAD({ getToken(1).image.equalsIgnoreCase("nested") && (getToken(2).kind == PATH || getToken(2).kind == QUOTED_STRING) })
    SimpleIdentifier() [ <PATH> ]
    nestedPath = StringLiteral() { nested = table.nested(nestedPath); }
    [ <AS> SimpleIdentifier() ]
    JsonTableColumns(nested)
|
    name = SimpleIdentifier()
    (
        <FOR> <ORDINALITY> { table.addOrdinality(name); }
    |
        type = DataType()
        (
            <EXISTS>
            [ <PATH> path = StringLiteral() ]
            [
                existsBehavior = JsonExistsErrorBehavior() { onError = existsBehavior.symbol(getPos()); }
                <ON> <ERROR>
            ]
            { table.addExists(name, type, path, onError); }
        |
            [ <FORMAT> <JSON> { json = true; } ]
            [ <PATH> path = StringLiteral() ]
            [ wrapper = JsonQueryWrapperBehavior() <WRAPPER> ]
            (
                LOOKAHEAD({ getToken(1).kind == EMPTY })
                behavior = JsonQueryEmptyOrErrorBehavior() { behaviors.addAll(behavior); }
            |
                behavior = JsonValueEmptyOrErrorBehavior() { behaviors.addAll(behavior); }
            )*
            { table.addValue(name, type, json, path, wrapper, behaviors); }
        )
    )
}
