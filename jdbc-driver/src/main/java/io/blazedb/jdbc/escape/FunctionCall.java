/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.escape;

import io.blazedb.jdbc.error.SqlExceptions;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call as JDBC writes it, {@code {? = call f(...)}} or {@code {call f(...)}}, the braces being left out by some.
 *
 * @param query the query of the function's value
 * @param hasResult whether the value is a parameter
 */
public record FunctionCall(String query, boolean hasResult) {
    private static final Pattern BRACED = Pattern.compile("(?s)\\s*\\{(.*)}\\s*;?\\s*");
    private static final Pattern CALL = Pattern.compile("(?si)\\s*(\\?\\s*=)?\\s*call\\s+(.*?)\\s*;?\\s*");
    private static final Pattern RESULT = Pattern.compile("\\s*\\?");
    private static final Pattern NAME = Pattern.compile("[\\w$.\"]+");

    /**
     * Reads a call. Any other statement is taken as it is, and has no result parameter.
     *
     * @throws SQLException 42601 if it is a call that cannot be read
     */
    public static FunctionCall parse(String sql) throws SQLException {
        Matcher braced = BRACED.matcher(sql);
        Matcher call = CALL.matcher(braced.matches() ? braced.group(1) : sql);
        if (!call.matches() && (braced.matches() || RESULT.matcher(sql).lookingAt())) {
            throw SqlExceptions.of("42601", "A call is written {? = call NAME(arguments)} or {call NAME(arguments)}.");
        }
        if (!call.matches()) {
            return new FunctionCall(EscapeTranslator.translate(sql), false);
        }
        String function = call.group(2);
        String complete = NAME.matcher(function).matches() ? function + "()" : function;
        return new FunctionCall("SELECT " + EscapeTranslator.translate(complete), call.group(1) != null);
    }
}
