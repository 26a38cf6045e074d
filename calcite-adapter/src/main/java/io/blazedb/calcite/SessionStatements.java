/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.NumberedParameters;
import io.blazedb.calcite.parser.SessionStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements that a session has prepared by name. They belong to the session, not to a transaction. */
final class SessionStatements {
    private static final int STATEMENTS_MAX = 10_000;

    private final SqlSession session;
    private final Map<String, Prepared> statements = new LinkedHashMap<>();

    /**
     * A statement.
     *
     * @param sql as it was written
     * @param parameters what stands for its numbered parameters
     */
    record Prepared(String name, String sql, NumberedParameters parameters, PreparedQuery query) {}

    SessionStatements(SqlSession session) {
        this.session = session;
    }

    void prepare(SessionStatement.Prepare prepare) {
        if (statements.containsKey(prepare.name())) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_STATEMENT, "prepared statement \"" + prepare.name() + "\" already exists");
        }
        if (statements.size() == STATEMENTS_MAX) {
            throw new BlazeSqlException(SqlErrorCode.LIMIT_EXCEEDED, "the session has too many prepared statements");
        }
        if (BlazeParser.parseCommand(prepare.sql()) != null) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR, "only SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES can be prepared");
        }
        NumberedParameters parameters = NumberedParameters.of(prepare.sql(), prepare.types());
        PreparedQuery query = session.prepare(parameters.sql());
        statements.put(prepare.name(), new Prepared(prepare.name(), prepare.sql(), parameters, query));
    }

    Prepared require(String name) {
        Prepared prepared = statements.get(name);
        if (prepared == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_STATEMENT_NAME, "prepared statement \"" + name + "\" does not exist");
        }
        return prepared;
    }

    /** All of them, the oldest first. */
    Collection<Prepared> all() {
        return Collections.unmodifiableCollection(statements.values());
    }

    /** Forgets one, or all of them. */
    void deallocate(@Nullable String name) {
        if (name == null) {
            statements.clear();
        } else {
            statements.remove(require(name).name());
        }
    }

    SqlResult execute(SessionStatement.Execute execute, ExecuteOptions options) {
        Prepared prepared = require(execute.name());
        List<@Nullable Object> arguments = arguments(execute.arguments());
        NumberedParameters parameters = prepared.parameters();
        if (arguments.size() != parameters.count()) {
            throw new BlazeSqlException(
                    SqlErrorCode.SYNTAX_ERROR,
                    "prepared statement \"" + prepared.name() + "\" has " + parameters.count() + " parameters, but "
                            + arguments.size() + " arguments are given");
        }
        List<@Nullable Object> values = new ArrayList<>();
        parameters.order().forEach(number -> values.add(arguments.get(number - 1)));
        return prepared.query().execute(values, options);
    }

    private List<@Nullable Object> arguments(@Nullable String text) {
        List<@Nullable Object> values = new ArrayList<>();
        if (text != null) {
            try (SqlResult result = session.execute("SELECT " + text)) {
                RowCursor row = result.rows();
                if (row != null && row.next()) {
                    for (int i = 0; i < row.columns().size(); i++) {
                        values.add(row.value(i));
                    }
                }
            }
        }
        return values;
    }
}
