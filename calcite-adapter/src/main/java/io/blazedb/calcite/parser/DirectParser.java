/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.parser.DirectStatement.Assignment;
import io.blazedb.calcite.parser.DirectStatement.Comparison;
import io.blazedb.calcite.parser.DirectStatement.Condition;
import io.blazedb.calcite.parser.DirectStatement.Item;
import io.blazedb.calcite.parser.DirectStatement.Order;
import io.blazedb.calcite.parser.DirectStatement.Value;
import io.blazedb.calcite.parser.DirectStatement.ValueKind;
import io.blazedb.calcite.parser.SqlToken.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statements that programs send most, without the grammar of everything else:
 *
 * <pre>
 *   SELECT {* | column [AS name], ... | COUNT(*) [AS name]} FROM table [[AS] alias]
 *       [WHERE column {= | &lt; | &lt;= | &gt; | &gt;=} value [AND ...]] [ORDER BY column [ASC | DESC], ...] [LIMIT value] [OFFSET value]
 *   INSERT INTO table [(column, ...)] VALUES (value, ...), ...
 *   UPDATE table SET column = value, ... WHERE ...
 *   DELETE FROM table WHERE ...
 * </pre>
 *
 * <p>It knows what it reads or it gives up: a word that the grammar reserves, or that is a function without parentheses, is no name
 * here, so whatever it accepts means the same to the whole grammar. Not thread-safe.
 */
public final class DirectParser {
    /** Words that are not names in the whole grammar, or not always. */
    private static final Set<String> RESERVED = words("""
            all alter and any array array_max_cardinality as asof asymmetric between both by call case cast ceiling character check
            collate constraint convert create cross cube current current_catalog current_date current_default_transform_group
            current_path current_role current_row current_schema current_time current_timestamp current_transform_group_for_type
            current_user cursor date datetime decimal default delete describe distinct drop else end-exec escape except exists
            explain extend extract false fetch filter first_value for foreign from full grant group grouping having in inner insert
            intersect interval into is isnull join json_array json_arrayagg json_exists json_object json_objectagg json_query json_value
            lateral leading left like like_regex limit localtime localtimestamp match_condition match_recognize measure merge minus
            multiset natural next not notnull null nullif offset on or order ordinal outer over partition percentile_cont percentile_disc
            period permute precision primary qualify range recursive references regr_avgx regr_avgy regr_count regr_intercept regr_r2
            regr_slope regr_sxx regr_sxy regr_syy reset returning right rollup row rows safe_cast safe_offset safe_ordinal select
            session_user set similar skip some specific stream substring symmetric system_user table tablesample then time timestamp
            to trailing trim true try_cast uescape union unique unknown unnest unsigned update upsert using values when where
            width_bucket window with within
            user pi current_app current_datetime sysdate systimestamp asc desc nulls
            """);

    private static final int ROWS_MAX = 1_000;
    private static final int DIGITS_MAX = 18;

    private final List<SqlToken> tokens;
    private int at;
    private int parameters;
    private int literals;

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        StringTokenizer tokens = new StringTokenizer(text);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    private DirectParser(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    /** The statement, or null if it is not certainly one of those above. */
    public static @Nullable DirectStatement parse(String sql) {
        DirectParser parser = new DirectParser(SqlLexer.tokens(sql));
        try {
            DirectStatement statement = parser.statement();
            while (parser.symbol(";")) {
                // Empty statements behind the last one mean nothing.
            }
            return parser.peek().kind() == Kind.END ? statement : null;
        } catch (NotDirectException other) {
            return null;
        }
    }

    /** A literal that stands alone, such as a column's default; null if the text is anything else. */
    public static @Nullable Value parseLiteral(String sql) {
        DirectParser parser = new DirectParser(SqlLexer.tokens(sql));
        try {
            Value value = parser.value();
            return parser.peek().kind() == Kind.END && value.kind() != ValueKind.PARAMETER ? value : null;
        } catch (NotDirectException other) {
            return null;
        }
    }

    /** The value of a literal as these statements take it; null if it is a number that they do not take. */
    public static @Nullable Object literalValue(SqlText.Literal literal) {
        return switch (literal.kind()) {
            case STRING -> literal.text();
            case INTEGER -> literal.text().length() > DIGITS_MAX ? null : (Object) Long.valueOf(literal.text());
            case DECIMAL -> isPlain(literal.text()) ? new BigDecimal(literal.text()) : null;
        };
    }

    /** Whether a number is digits, perhaps with a point among them, and not many. */
    private static boolean isPlain(String number) {
        int point = number.indexOf('.');
        return number.length() <= DIGITS_MAX
                && point != 0
                && point != number.length() - 1
                && point == number.lastIndexOf('.');
    }

    /** Whether a word is no name here. */
    static boolean isReserved(String word) {
        return RESERVED.contains(word);
    }

    /** Thrown where a statement goes beyond what is read here; has no stack trace, and nobody sees it. */
    private static final class NotDirectException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotDirectException() {
            super("not direct", null, false, false);
        }
    }

    private DirectStatement statement() {
        SqlToken first = tokens.get(at++);
        require(first.kind() == Kind.WORD);
        return switch (first.text()) {
            case "select" -> select();
            case "insert" -> insert();
            case "update" -> update();
            case "delete" -> delete();
            default -> throw new NotDirectException();
        };
    }

    private DirectStatement select() {
        List<Item> items = new ArrayList<>();
        String count = null;
        if (!symbol("*")) {
            if (peek().isWord("count") && tokens.get(at + 1).isSymbol("(")) {
                at += 2;
                requireSymbol("*");
                requireSymbol(")");
                count = word("as") ? name() : "count";
            } else {
                do {
                    items.add(item());
                } while (symbol(","));
            }
        }
        requireWord("from");
        List<String> table = table();
        String alias = alias("where", "order", "limit", "offset");
        List<Condition> where = word("where") ? conditions() : List.of();
        List<Order> order = new ArrayList<>();
        if (word("order")) {
            requireWord("by");
            do {
                order.add(order());
            } while (symbol(","));
        }
        Value limit = word("limit") ? rowCount() : null;
        Value offset = word("offset") ? rowCount() : null;
        return new DirectStatement.Select(table, alias, items, count, where, order, limit, offset);
    }

    private Item item() {
        String name = name();
        String qualifier = null;
        if (symbol(".")) {
            qualifier = name;
            name = name();
        }
        return new Item(qualifier, name, word("as") ? name() : null);
    }

    private Order order() {
        String name = name();
        String qualifier = null;
        if (symbol(".")) {
            qualifier = name;
            name = name();
        }
        boolean descending = word("desc");
        if (!descending) {
            word("asc");
        }
        return new Order(qualifier, name, descending);
    }

    private Value rowCount() {
        Value value = value();
        require(!value.negative() && (value.kind() == ValueKind.INTEGER || value.kind() == ValueKind.PARAMETER));
        return value;
    }

    private DirectStatement insert() {
        requireWord("into");
        List<String> table = table();
        List<String> columns = new ArrayList<>();
        if (symbol("(")) {
            do {
                columns.add(name());
            } while (symbol(","));
            requireSymbol(")");
        }
        requireWord("values");
        List<List<Value>> rows = new ArrayList<>();
        do {
            require(rows.size() < ROWS_MAX);
            requireSymbol("(");
            List<Value> row = new ArrayList<>();
            do {
                row.add(value());
            } while (symbol(","));
            requireSymbol(")");
            rows.add(row);
        } while (symbol(","));
        return new DirectStatement.Insert(table, columns, rows);
    }

    private DirectStatement update() {
        List<String> table = table();
        String alias = alias("set");
        requireWord("set");
        List<Assignment> set = new ArrayList<>();
        do {
            String column = name();
            requireSymbol("=");
            set.add(new Assignment(column, value()));
        } while (symbol(","));
        requireWord("where");
        return new DirectStatement.Update(table, alias, set, conditions());
    }

    private DirectStatement delete() {
        requireWord("from");
        List<String> table = table();
        String alias = alias("where");
        requireWord("where");
        return new DirectStatement.Delete(table, alias, conditions());
    }

    private List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        do {
            String column = name();
            String qualifier = null;
            if (symbol(".")) {
                qualifier = column;
                column = name();
            }
            conditions.add(new Condition(qualifier, column, comparison(), value()));
        } while (word("and"));
        return conditions;
    }

    private Comparison comparison() {
        SqlToken token = tokens.get(at++);
        require(token.kind() == Kind.SYMBOL);
        return switch (token.text()) {
            case "=" -> Comparison.EQUAL;
            case "<" -> Comparison.LESS;
            case "<=" -> Comparison.LESS_OR_EQUAL;
            case ">" -> Comparison.GREATER;
            case ">=" -> Comparison.GREATER_OR_EQUAL;
            default -> throw new NotDirectException();
        };
    }

    /** A parameter or literal. What follows it shows whether it is a whole value: nothing here goes on behind one with an operator. */
    private Value value() {
        if (symbol("?")) {
            return new Value(ValueKind.PARAMETER, parameters++, "?", false);
        }
        boolean negative = symbol("-");
        SqlToken token = tokens.get(at++);
        if (token.kind() == Kind.NUMBER) {
            require(SqlText.literal(token) != null && isPlain(token.text()));
            boolean whole = token.text().indexOf('.') < 0;
            return new Value(whole ? ValueKind.INTEGER : ValueKind.DECIMAL, literals++, token.text(), negative);
        }
        require(!negative);
        if (token.kind() == Kind.STRING) {
            // Two strings in a row are one string to the grammar.
            require(peek().kind() != Kind.STRING);
            return new Value(ValueKind.STRING, literals++, token.text(), false);
        }
        if (token.isWord("true") || token.isWord("false")) {
            return new Value(ValueKind.BOOLEAN, -1, token.text(), false);
        }
        require(token.isWord("null"));
        return new Value(ValueKind.NULL, -1, "NULL", false);
    }

    private List<String> table() {
        List<String> parts = new ArrayList<>(1);
        do {
            parts.add(name());
        } while (symbol("."));
        require(parts.size() <= 3);
        return parts;
    }

    /** A name for the table, unless what comes next is one of the words or the end. */
    private @Nullable String alias(String... next) {
        if (word("as")) {
            return name();
        }
        for (String word : next) {
            if (peek().isWord(word)) {
                return null;
            }
        }
        return peek().isName() ? name() : null;
    }

    private String name() {
        SqlToken token = tokens.get(at++);
        boolean name =
                token.kind() == Kind.QUOTED_NAME || (token.kind() == Kind.WORD && !RESERVED.contains(token.text()));
        require(name);
        return token.text();
    }

    private SqlToken peek() {
        return tokens.get(at);
    }

    private boolean word(String word) {
        if (!peek().isWord(word)) {
            return false;
        }
        at++;
        return true;
    }

    private boolean symbol(String symbol) {
        if (!peek().isSymbol(symbol)) {
            return false;
        }
        at++;
        return true;
    }

    private void requireWord(String word) {
        require(word(word));
    }

    private void requireSymbol(String symbol) {
        require(symbol(symbol));
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new NotDirectException();
        }
    }
}
