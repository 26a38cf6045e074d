/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Lets words be names that the grammar reserves and PostgreSQL does not: they get quotation marks wherever what stands around them
 * shows that they are neither a keyword nor a type nor the beginning of a literal. Behind AS, any word may be the label of a column.
 */
final class ReservedWords {
    private static final Set<String> WORDS = Set.of(
            "alter",
            "call",
            "current",
            "cursor",
            "date",
            "describe",
            "drop",
            "escape",
            "explain",
            "extend",
            "filter",
            "interval",
            "measure",
            "merge",
            "next",
            "over",
            "partition",
            "period",
            "precision",
            "range",
            "recursive",
            "regr_avgx",
            "regr_avgy",
            "regr_intercept",
            "regr_r2",
            "regr_slope",
            "regr_sxx",
            "regr_sxy",
            "regr_syy",
            "reset",
            "row",
            "rows",
            "set",
            "specific",
            "stream",
            "time",
            "timestamp",
            "unknown",
            "upsert",
            "user",
            "values",
            "within");

    /** Words that follow the name of a column or table. */
    private static final Set<String> AFTER_NAMES = Set.of(
            "and",
            "as",
            "asc",
            "between",
            "desc",
            "else",
            "end",
            "except",
            "fetch",
            "from",
            "group",
            "having",
            "ilike",
            "in",
            "intersect",
            "is",
            "join",
            "like",
            "limit",
            "not",
            "nulls",
            "offset",
            "on",
            "or",
            "order",
            "then",
            "union",
            "using",
            "when",
            "where");

    /** Words that follow the last label of a list of columns. */
    private static final Set<String> AFTER_LABELS = Set.of(
            "except", "fetch", "from", "group", "having", "intersect", "limit", "offset", "order", "union", "where");

    private static final Set<String> CASTS = Set.of("cast", "try_cast", "safe_cast");

    private final String sql;
    private final List<SqlToken> tokens;
    private final StringBuilder quoted;
    private final Deque<Boolean> inCast = new ArrayDeque<>();
    private int[] insertions = new int[8];
    private int insertionCount;

    private ReservedWords(String sql, List<SqlToken> tokens) {
        this.sql = sql;
        this.tokens = tokens;
        this.quoted = new StringBuilder(sql.length() + 16);
    }

    /** The text with its names quoted. */
    static ReservedWords quote(String sql, List<SqlToken> tokens) {
        ReservedWords words = new ReservedWords(sql, tokens);
        words.run();
        return words;
    }

    String text() {
        return quoted.toString();
    }

    /** The offset in the original text of an offset in the quoted one. */
    int originalOffset(int offset) {
        int original = offset;
        for (int i = 0; i < insertionCount && insertions[i] < offset; i++) {
            original--;
        }
        return Math.max(0, Math.min(original, sql.length()));
    }

    private void run() {
        int copied = 0;
        boolean typeFollows = false;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if (token.isSymbol("(")) {
                boolean cast = i > 0
                        && tokens.get(i - 1).kind() == Kind.WORD
                        && CASTS.contains(tokens.get(i - 1).text());
                inCast.push(cast);
                typeFollows &= !cast;
            } else if (token.isSymbol(")")) {
                if (!inCast.isEmpty() && inCast.pop()) {
                    typeFollows = false;
                }
            } else if (token.isWord("as") && Boolean.TRUE.equals(inCast.peek())) {
                typeFollows = true;
            } else if (token.kind() == Kind.WORD
                    && !typeFollows
                    && (isLabel(i) || (WORDS.contains(token.text()) && isName(i)))) {
                quoted.append(sql, copied, token.start());
                insertion();
                quoted.append('"').append(token.text());
                insertion();
                quoted.append('"');
                copied = token.end();
            }
        }
        quoted.append(sql, copied, sql.length());
    }

    /** Whether a reserved word is the label of a column. */
    private boolean isLabel(int index) {
        if (index == 0 || !tokens.get(index - 1).isWord("as")) {
            return false;
        }
        SqlToken next = tokens.get(index + 1);
        boolean ends = next.kind() == Kind.END
                || next.isSymbol(",")
                || next.isSymbol(")")
                || (next.kind() == Kind.WORD && AFTER_LABELS.contains(next.text()));
        // The generated parser would know, too, but takes 0.1 s of its first statement to find out which words it
        // reserves.
        return ends && DirectParser.isReserved(tokens.get(index).text());
    }

    private boolean isName(int index) {
        SqlToken previous = index == 0 ? tokens.get(tokens.size() - 1) : tokens.get(index - 1);
        SqlToken next = tokens.get(Math.min(index + 1, tokens.size() - 1));
        if (previous.isSymbol(".")) {
            return true;
        }
        return switch (tokens.get(index).text()) {
            case "current" -> !next.isWord("row") && !next.isWord("value");
            case "cursor", "period" -> !next.isSymbol("(");
            case "escape" -> next.kind() != Kind.STRING && !next.isSymbol("?");
            case "filter", "over" -> !previous.isSymbol(")") && !previous.isWord("nulls");
            case "interval" ->
                !previous.isSymbol("::") && next.kind() != Kind.STRING && !isPlaceholder(next) && !isSign(next, index);
            case "merge" -> !next.isWord("into");
            case "next" ->
                !isCount(next)
                        && !next.isSymbol("(")
                        && !next.isWord("row")
                        && !next.isWord("rows")
                        && !next.isWord("value");
            case "partition" -> !next.isWord("by");
            case "precision" -> !previous.isWord("double");
            case "range" -> !beginsFrame(next) || beginsCondition(previous);
            case "recursive" -> !previous.isWord("with");
            case "row" ->
                !next.isSymbol("(")
                        && !next.isWord("only")
                        && !isCount(previous)
                        && !previous.isWord("current")
                        && !previous.isWord("first");
            case "rows" ->
                beginsCondition(previous)
                        || (!beginsFrame(next) && !next.isWord("only") && !next.isWord("with") && !isCount(previous));
            case "alter",
                    "call",
                    "describe",
                    "drop",
                    "explain",
                    "extend",
                    "measure",
                    "reset",
                    "specific",
                    "stream",
                    "upsert" -> endsName(next);
            case "set" ->
                endsName(next)
                        && !tokens.get(Math.min(index + 2, tokens.size() - 1)).isSymbol("=");
            case "unknown" ->
                !previous.isWord("is")
                        && !(previous.isWord("not")
                                && index > 1
                                && tokens.get(index - 2).isWord("is"));
            case "values" ->
                index > 0
                        && !previous.isWord("default")
                        && (endsName(next) || next.isWord("set") || next.isWord("values"));
            case "regr_avgx",
                    "regr_avgy",
                    "regr_intercept",
                    "regr_r2",
                    "regr_slope",
                    "regr_sxx",
                    "regr_sxy",
                    "regr_syy" -> true;
            case "within" -> !next.isWord("group") && !next.isWord("distinct");
            default -> isTemporalName(previous, next);
        };
    }

    /** DATE and its like, and USER. */
    private static boolean isTemporalName(SqlToken previous, SqlToken next) {
        return next.kind() != Kind.STRING
                && !previous.isSymbol("::")
                && !previous.isWord("returning")
                && !previous.isWord("at")
                && !previous.isWord("overriding")
                && !isPlaceholder(next)
                && !next.isWord("zone")
                && !(next.isWord("with") || next.isWord("without"));
    }

    private static boolean isPlaceholder(SqlToken token) {
        return token.isSymbol("?");
    }

    private static boolean isCount(SqlToken token) {
        return token.kind() == Kind.NUMBER || isPlaceholder(token);
    }

    private boolean isSign(SqlToken next, int index) {
        return (next.isSymbol("-") || next.isSymbol("+"))
                && tokens.get(Math.min(index + 2, tokens.size() - 1)).kind() == Kind.STRING;
    }

    /** Whether the frame of a window begins here, after ROWS or RANGE. */
    private static boolean beginsFrame(SqlToken token) {
        return token.isWord("between")
                || token.isWord("unbounded")
                || token.isWord("current")
                || token.isWord("interval")
                || token.kind() == Kind.NUMBER
                || isPlaceholder(token);
    }

    private static boolean beginsCondition(SqlToken token) {
        return token.isWord("where")
                || token.isWord("and")
                || token.isWord("or")
                || token.isWord("not")
                || token.isWord("on")
                || token.isWord("when")
                || token.isWord("having");
    }

    /** Whether what stands here comes after a name, not after a keyword that begins something. */
    private static boolean endsName(SqlToken token) {
        return token.kind() == Kind.END
                || (token.kind() == Kind.SYMBOL && !token.isSymbol("(") && !isPlaceholder(token))
                || (token.kind() == Kind.WORD && AFTER_NAMES.contains(token.text()));
    }

    private void insertion() {
        if (insertionCount == insertions.length) {
            insertions = Arrays.copyOf(insertions, insertionCount * 2);
        }
        insertions[insertionCount++] = quoted.length();
    }
}
