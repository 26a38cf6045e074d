/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Lets DATE, TIME, TIMESTAMP and USER be names although the grammar reserves them: they get quotation marks wherever they are neither the
 * beginning of a literal nor a type.
 */
final class ReservedWords {
    private static final Set<String> WORDS = Set.of("date", "time", "timestamp", "user");
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
            } else if (token.kind() == Kind.WORD && WORDS.contains(token.text()) && !typeFollows && isName(i)) {
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

    private boolean isName(int index) {
        SqlToken previous = index == 0 ? tokens.get(tokens.size() - 1) : tokens.get(index - 1);
        SqlToken next = tokens.get(Math.min(index + 1, tokens.size() - 1));
        return next.kind() != Kind.STRING
                && !previous.isSymbol("::")
                && !previous.isWord("returning")
                && !(next.isSymbol("?") && !previous.isSymbol("."))
                && !(next.isWord("with") || next.isWord("without"));
    }

    private void insertion() {
        if (insertionCount == insertions.length) {
            insertions = Arrays.copyOf(insertions, insertionCount * 2);
        }
        insertions[insertionCount++] = quoted.length();
    }
}
