/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import java.util.List;

/** What FOR UPDATE and its like do about rows that another transaction has locked. */
public enum LockClause {
    WAIT,
    NOWAIT,
    SKIP_LOCKED;

    /** What the end of a query says. */
    public static LockClause of(String sql) {
        List<SqlToken> tokens = SqlLexer.tokens(sql);
        int last = tokens.size() - 2;
        while (last >= 0 && tokens.get(last).isSymbol(";")) {
            last--;
        }
        if (last >= 0 && tokens.get(last).isWord("nowait")) {
            return NOWAIT;
        }
        boolean skips = last > 0
                && tokens.get(last).isWord("locked")
                && tokens.get(last - 1).isWord("skip");
        return skips ? SKIP_LOCKED : WAIT;
    }
}
