/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.jdbc.escape.SqlCondition;
import java.util.List;

/** A policy that is being put together: which rows of a table may be seen and written, by whom, with which command. */
public final class Policy {
    private final BlazeDatabase database;
    private final String name;
    private final String table;
    private String command = "";
    private String roles = "";
    private String seen = "";
    private String written = "";

    Policy(BlazeDatabase database, String name, String table) {
        this.database = database;
        this.name = name;
        this.table = table;
    }

    /** It is about one command only. */
    public Policy on(Access.Right only) {
        command = " FOR " + only.name();
        return this;
    }

    /** It is about these users and roles only. */
    public Policy to(String... only) {
        roles = only.length == 0 ? "" : " TO " + Names.list(List.of(only));
        return this;
    }

    /**
     * Rows that are there take part if they meet a condition.
     *
     * @param sql a condition in SQL over the table's columns; it is code, never put a user's input into it
     */
    public Policy using(String sql) {
        seen = " USING (" + condition(sql) + ")";
        return this;
    }

    /** New rows must meet a condition, see {@link #using}; without this one they must meet that. */
    public Policy withCheck(String sql) {
        written = " WITH CHECK (" + condition(sql) + ")";
        return this;
    }

    public void create() {
        database.execute(
                "CREATE POLICY " + Names.quoted(name) + " ON " + Names.table(table) + command + roles + seen + written);
    }

    private static String condition(String sql) {
        if (!SqlCondition.isEnclosed(sql)) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR, "The condition of a policy must be one whole SQL condition.");
        }
        return sql;
    }
}
