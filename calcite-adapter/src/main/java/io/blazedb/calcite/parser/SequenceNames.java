/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.parser.SqlToken.Kind;
import java.util.List;
import java.util.Set;

/** Names of sequences in expressions: the strings that functions of sequences take. */
public final class SequenceNames {
    private static final Set<String> FUNCTIONS = Set.of("nextval", "currval", "setval");

    private SequenceNames() {}

    /** Whether an expression names a sequence. */
    public static boolean contains(String sql, String schema, List<String> sequence) {
        return !renamed(sql, schema, sequence, List.of("", "")).equals(sql);
    }

    /**
     * An expression with another name for a sequence.
     *
     * @param schema where names without a schema are looked for
     * @param old schema and name
     * @param renamed the new ones
     */
    public static String renamed(String sql, String schema, List<String> old, List<String> renamed) {
        List<SqlToken> tokens = SqlLexer.tokens(sql);
        StringBuilder changed = new StringBuilder();
        int copied = 0;
        for (int i = 2; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            boolean argument = token.kind() == Kind.STRING
                    && tokens.get(i - 1).isSymbol("(")
                    && FUNCTIONS.contains(tokens.get(i - 2).text());
            if (argument && isMeant(token.text(), schema, old)) {
                String name = ColumnNames.quoted(renamed.get(0)) + "." + ColumnNames.quoted(renamed.get(1));
                changed.append(sql, copied, token.start())
                        .append('\'')
                        .append(name.replace("'", "''"))
                        .append('\'');
                copied = token.end();
            }
        }
        return changed.append(sql, copied, sql.length()).toString();
    }

    private static boolean isMeant(String text, String schema, List<String> old) {
        try {
            List<String> name = BlazeParser.parseName(text);
            String place = name.size() == 1 ? schema : name.get(name.size() - 2);
            return place.equals(old.get(0)) && name.get(name.size() - 1).equals(old.get(1));
        } catch (BlazeSqlException noName) {
            return false;
        }
    }
}
