/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.catalog.TableDefinition.OnCommit;
import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code SELECT ... INTO [TEMPORARY] [TABLE] t FROM ...}: another spelling of CREATE TABLE AS. */
final class SelectInto {
    private static final String INTO = "into";

    private SelectInto() {}

    /** The statement as a command; null if it is a query alone. */
    static @Nullable Command parse(String sql) {
        return mayHave(sql) ? parse(sql, SqlLexer.tokens(sql)) : null;
    }

    private static boolean mayHave(String sql) {
        for (int at = 0; at + INTO.length() < sql.length(); at++) {
            if ((sql.charAt(at) | ' ') == 'i' && sql.regionMatches(true, at, INTO, 0, INTO.length())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Command parse(String sql, List<SqlToken> tokens) {
        int depth = 0;
        boolean selects = false;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if (token.isSymbol("(")) {
                depth++;
            } else if (token.isSymbol(")")) {
                depth--;
            } else if (depth == 0 && token.isWord("select")) {
                selects = true;
            } else if (depth == 0 && isOther(token)) {
                return null;
            } else if (depth == 0 && selects && token.isWord(INTO)) {
                return command(sql, tokens, i);
            }
        }
        return null;
    }

    /** Whether it ends the list of what is selected, or begins a statement that writes. */
    private static boolean isOther(SqlToken token) {
        return token.isWord("from")
                || token.isWord("where")
                || token.isWord("insert")
                || token.isWord("merge")
                || token.isWord("update")
                || token.isWord("delete");
    }

    private static Command command(String sql, List<SqlToken> tokens, int into) {
        TokenReader in = new TokenReader(sql.substring(tokens.get(into).end()));
        boolean temporary = in.accept("temporary") || in.accept("temp");
        in.accept("unlogged");
        in.accept("table");
        List<String> name = in.qualifiedName();
        int last = tokens.size() - 1;
        while (last > 0
                && (tokens.get(last).kind() == Kind.END || tokens.get(last).isSymbol(";"))) {
            last--;
        }
        SqlToken next = in.peek();
        String rest = next.kind() == Kind.END || next.isSymbol(";")
                ? ""
                : sql.substring(
                        tokens.get(into).end() + next.start(), tokens.get(last).end());
        String query = sql.substring(0, tokens.get(into).start()) + rest;
        return new Command.CreateTableAs(
                name, temporary, false, List.of(), query.strip(), true, OnCommit.PRESERVE_ROWS);
    }
}
