/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;

/** Names in the text of an expression over the columns of one table. */
public final class ColumnNames {
    private ColumnNames() {}

    /** The expression with another name for a column. */
    public static String renamed(String sql, String table, String column, String newName) {
        return replaced(sql, newName, (tokens, at) -> {
            if (!tokens.get(at).text().equals(column) || isFollowedBy(tokens, at, "(", ".")) {
                return false;
            }
            boolean qualified = at > 0 && tokens.get(at - 1).isSymbol(".");
            return !qualified || (at > 1 && tokens.get(at - 2).text().equals(table));
        });
    }

    /** The expression with a word of the grammar as the name of a column. */
    public static String asColumn(String sql, String word) {
        return replaced(sql, word, true, (tokens, at) -> tokens.get(at).isWord(word));
    }

    /** The expression with another name for its table, where that stands before a column. */
    public static String renamedTable(String sql, String table, String newName) {
        return replaced(
                sql, newName, (tokens, at) -> tokens.get(at).text().equals(table) && isFollowedBy(tokens, at, "."));
    }

    /** Where the name ends that begins at an offset. */
    public static int endOfWord(String sql, int start) {
        return tokenAt(sql, start).end();
    }

    /** Whether a name stands at an offset. */
    public static boolean isWordAt(String sql, int start, String name) {
        SqlToken token = tokenAt(sql, start);
        return token.start() == start && token.isName() && token.text().equals(name);
    }

    private static SqlToken tokenAt(String sql, int start) {
        SqlToken last = null;
        for (SqlToken token : SqlLexer.tokens(sql)) {
            last = token;
            if (token.start() >= start) {
                break;
            }
        }
        return Objects.requireNonNull(last);
    }

    /** Whether a name stands anywhere in a text. */
    public static boolean names(String sql, String name) {
        return SqlLexer.tokens(sql).stream()
                .anyMatch(token -> token.isName() && token.text().equals(name));
    }

    private static boolean isFollowedBy(List<SqlToken> tokens, int at, String... symbols) {
        for (String symbol : symbols) {
            if (at + 1 < tokens.size() && tokens.get(at + 1).isSymbol(symbol)) {
                return true;
            }
        }
        return false;
    }

    private static String replaced(String sql, String newName, BiPredicate<List<SqlToken>, Integer> isMeant) {
        return replaced(sql, newName, false, isMeant);
    }

    private static String replaced(
            String sql, String newName, boolean always, BiPredicate<List<SqlToken>, Integer> isMeant) {
        List<SqlToken> tokens = SqlLexer.tokens(sql);
        StringBuilder changed = new StringBuilder();
        int copied = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isName() && isMeant.test(tokens, i)) {
                changed.append(sql, copied, tokens.get(i).start()).append(always ? inQuotes(newName) : quoted(newName));
                copied = tokens.get(i).end();
            }
        }
        return changed.append(sql, copied, sql.length()).toString();
    }

    /** A name as it must be written to be that name. */
    public static String quoted(String name) {
        boolean plain = name.matches("[a-z_][a-z0-9_]*") && !DirectParser.isReserved(name);
        return plain ? name : inQuotes(name);
    }

    private static String inQuotes(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
