/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.SessionStatement;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cursors that a session has declared by name. Those without HOLD end with their transaction. */
final class SessionCursors {
    private static final int CURSORS_MAX = 1_000;

    private final SqlSession session;
    private final Map<String, NamedCursor> cursors = new LinkedHashMap<>();

    SessionCursors(SqlSession session) {
        this.session = session;
    }

    void declare(SessionStatement.Declare declare, ExecuteOptions options) {
        if (!declare.hold() && !session.isInTransactionBlock()) {
            throw new BlazeSqlException(
                    SqlErrorCode.NO_ACTIVE_TRANSACTION,
                    "DECLARE CURSOR can only be used in transaction blocks, or WITH HOLD");
        }
        if (cursors.containsKey(declare.name())) {
            throw new BlazeSqlException(
                    SqlErrorCode.DUPLICATE_CURSOR, "cursor \"" + declare.name() + "\" already exists");
        }
        if (cursors.size() == CURSORS_MAX) {
            throw new BlazeSqlException(SqlErrorCode.LIMIT_EXCEEDED, "the session has too many cursors");
        }
        PreparedQuery query =
                BlazeParser.parseCommand(declare.sql()) == null ? session.prepareOnce(declare.sql()) : null;
        if (query == null || query.kind() != PreparedQuery.Kind.QUERY) {
            throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "a cursor is declared for a query");
        }
        SqlResult result = query.execute(List.of(), options);
        RowCursor rows = result.rows();
        if (!(rows instanceof InternalRows internal)) {
            throw new IllegalStateException("a query gives rows");
        }
        NamedCursor cursor = new NamedCursor(declare, internal, session.newAccount(() -> {}));
        cursors.put(declare.name(), cursor);
        if (!session.isInTransactionBlock()) {
            keep(cursor);
        }
    }

    SqlResult fetch(SessionStatement.Fetch fetch) {
        NamedCursor cursor = require(fetch.cursor());
        if (fetch.move()) {
            return Results.count(cursor.go(fetch, row -> {}));
        }
        return Results.rows(session.held(cursor.columns(), held -> held.fill(target -> cursor.go(fetch, target))));
    }

    NamedCursor require(String name) {
        NamedCursor cursor = cursors.get(name);
        if (cursor == null) {
            throw new BlazeSqlException(SqlErrorCode.INVALID_CURSOR_NAME, "cursor \"" + name + "\" does not exist");
        }
        return cursor;
    }

    /** All of them, the oldest first. */
    Collection<NamedCursor> all() {
        return Collections.unmodifiableCollection(cursors.values());
    }

    void close(@Nullable String name) {
        if (name == null) {
            closeAll();
        } else {
            require(name).close();
            cursors.remove(name);
        }
    }

    void closeAll() {
        cursors.values().forEach(NamedCursor::close);
        cursors.clear();
    }

    /** Before a commit: reads what is to be held to its end and closes the others. */
    void commit() {
        if (!cursors.isEmpty()) {
            cursors.values().stream().filter(NamedCursor::isHeld).forEach(this::keep);
            closeUnkept();
        }
    }

    /** Closes what the transaction has declared. */
    void rollback() {
        if (!cursors.isEmpty()) {
            closeUnkept();
        }
    }

    private void keep(NamedCursor cursor) {
        try {
            cursor.keep();
        } catch (RuntimeException | Error failure) {
            cursor.close();
            cursors.values().remove(cursor);
            throw failure;
        }
    }

    private void closeUnkept() {
        cursors.values().removeIf(cursor -> {
            if (!cursor.isKept()) {
                cursor.close();
            }
            return !cursor.isKept();
        });
    }
}
