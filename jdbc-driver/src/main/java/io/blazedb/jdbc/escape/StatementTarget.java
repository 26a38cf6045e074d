/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

import io.blazedb.jdbc.escape.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which table an INSERT, UPDATE, DELETE or MERGE writes. */
public final class StatementTarget {
    private StatementTarget() {}

    /** The parts of the table's name, unquoted ones in lower case; empty if the statement is none of these. */
    public static List<String> of(String sql) {
        List<Token> tokens = SqlLexer.significant(sql);
        int i = 0;
        if (tokens.isEmpty()) {
            return List.of();
        }
        if (tokens.get(0).isWord("insert") || tokens.get(0).isWord("merge")) {
            i = tokens.size() > 1 && tokens.get(1).isWord("into") ? 2 : tokens.size();
        } else if (tokens.get(0).isWord("update")) {
            i = 1;
        } else if (tokens.get(0).isWord("delete")) {
            i = tokens.size() > 1 && tokens.get(1).isWord("from") ? 2 : tokens.size();
        } else {
            return List.of();
        }
        return name(tokens, i);
    }

    private static List<String> name(List<Token> tokens, int start) {
        List<String> parts = new ArrayList<>();
        for (int i = start; i < tokens.size(); i += 2) {
            Token token = tokens.get(i);
            if (token.kind() == Kind.WORD) {
                parts.add(token.text().toLowerCase(Locale.ROOT));
            } else if (token.kind() == Kind.QUOTED_IDENTIFIER && token.text().length() > 2) {
                parts.add(token.text().substring(1, token.text().length() - 1).replace("\"\"", "\""));
            } else {
                return List.of();
            }
            if (i + 1 >= tokens.size() || !tokens.get(i + 1).isSymbol('.')) {
                break;
            }
        }
        return parts;
    }
}
