/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.ExecuteOptions;
import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.jdbc.escape.EscapeTranslator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement and its current result: a result set, or a count, or nothing.
 *
 * <p>Threading: as its connection's; {@link #cancel()} from any thread.
 */
class BlazeStatement implements Statement, JdbcWrapper {
    static final int NO_COUNT = -1;
    private static final Pattern SIMPLE = Pattern.compile("[a-z][a-z0-9_]{0,127}");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]|\"\")+\"");

    private final BlazeConnection connection;
    private final ResultSetKind kind;
    private final List<String> batch = new ArrayList<>();
    private @Nullable BlazeResultSet current;
    /** Result sets that getMoreResults left open. */
    private final List<BlazeResultSet> kept = new ArrayList<>();
    /** What later statements of the same text gave. */
    private final Deque<StatementSequence.Outcome> following = new ArrayDeque<>();

    private @Nullable BlazeResultSet generatedKeys;
    private List<ResultColumn> batchKeyColumns = List.of();
    private long updateCount = NO_COUNT;
    private long maxRows;
    private int maxFieldSize;
    private int timeoutSeconds;
    private int fetchSize;
    private int fetchDirection = ResultSet.FETCH_FORWARD;
    private boolean escapeProcessing = true;
    private boolean poolable = this instanceof PreparedStatement;
    private boolean closeOnCompletion;
    private volatile boolean cancelled;
    private volatile boolean closed;
    private @Nullable SQLWarning warnings;

    BlazeStatement(BlazeConnection connection, ResultSetKind kind) {
        this.connection = connection;
        this.kind = kind;
    }

    // What subclasses and result sets need.

    /** What execute() of one form or another insists on. */
    enum Expected {
        ANYTHING,
        ROWS,
        COUNT
    }

    final BlazeConnection connection() {
        return connection;
    }

    final void requireOpen() throws SQLException {
        connection.requireOpen();
        if (closed) {
            throw SqlExceptions.closed("statement");
        }
    }

    final int fieldSizeMax() {
        return maxFieldSize;
    }

    final void beginRunning() {
        cancelled = false;
    }

    /** A statement ended by its own time limit fails as such, one that was cancelled does not. */
    final SQLException timedOut(SQLException failure) {
        return timeoutSeconds > 0 && !cancelled && "57014".equals(failure.getSQLState())
                ? SqlExceptions.timeout(failure, timeoutSeconds)
                : failure;
    }

    /** Runs a statement and makes its result the current one; true if that is a result set. */
    final boolean run(PreparedQuery query, List<@Nullable Object> parameters, KeyRequest keys, Expected expected)
            throws SQLException {
        closeResults();
        return connection.callFor(this, () -> runNow(query, parameters, keys, expected));
    }

    private boolean runNow(PreparedQuery query, List<@Nullable Object> parameters, KeyRequest keys, Expected expected)
            throws SQLException {
        return show(runOnce(query, parameters, keys, expected));
    }

    private boolean show(StatementSequence.Outcome outcome) {
        current = outcome.rows();
        updateCount = outcome.count();
        generatedKeys = outcome.keys();
        return current != null;
    }

    private StatementSequence.Outcome runOnce(
            PreparedQuery query, List<@Nullable Object> parameters, KeyRequest keys, Expected expected)
            throws SQLException {
        List<ResultColumn> columns = query.columns();
        if (expected == Expected.ROWS && columns.isEmpty()) {
            throw SqlExceptions.of("02000", "The statement gives no rows: use execute or executeUpdate.");
        }
        if (expected == Expected.COUNT && !columns.isEmpty()) {
            throw SqlExceptions.of("0100E", "The statement gives rows: use execute or executeQuery.");
        }
        return take(query.execute(parameters, options(keys)));
    }

    /** Runs one member of a batch and gives its count. */
    final long runOne(
            PreparedQuery query, List<@Nullable Object> parameters, KeyRequest keys, List<@Nullable Object[]> keyRows)
            throws SQLException {
        return connection.callFor(this, () -> {
            requireNoRows(query);
            return takeBatched(query.execute(parameters, options(keys)), keyRows);
        });
    }

    /** Runs a batch of one statement; the counts and keys of the runs that succeeded go to where the arguments say. */
    final PreparedQuery.BatchResult runAll(
            PreparedQuery query,
            List<List<@Nullable Object>> parameters,
            KeyRequest keys,
            List<@Nullable Object[]> keyRows,
            long[] counts)
            throws SQLException {
        return connection.callFor(this, () -> {
            requireNoRows(query);
            PreparedQuery.BatchResult done = query.executeBatch(parameters, options(keys));
            List<SqlResult> results = done.results();
            for (int i = 0; i < results.size(); i++) {
                counts[i] = takeBatched(results.get(i), keyRows);
            }
            return done;
        });
    }

    private static void requireNoRows(PreparedQuery query) throws SQLException {
        if (!query.columns().isEmpty()) {
            throw SqlExceptions.of("0100E", "A statement that gives rows cannot be part of a batch.");
        }
    }

    private long takeBatched(SqlResult finished, List<@Nullable Object[]> keyRows) {
        try (SqlResult result = finished) {
            RowCursor rows = result.generatedKeys();
            while (rows != null && rows.next()) {
                keyRows.add(MemoryCursor.row(rows, rows.columns().size()));
            }
            if (rows != null) {
                batchKeyColumns = rows.columns();
            }
            return Math.max(0, result.updateCount());
        }
    }

    /** Makes the keys of a whole batch the ones of this statement. */
    final void keepBatchKeys(List<@Nullable Object[]> rows) {
        generatedKeys = BlazeResultSet.inMemory(connection, this, new MemoryCursor(batchKeyColumns, rows));
        batchKeyColumns = List.of();
    }

    private ExecuteOptions options(KeyRequest keys) {
        return new ExecuteOptions(maxRows, timeoutSeconds * 1000L, keys.keys(), keys.columns());
    }

    private StatementSequence.Outcome take(SqlResult result) throws SQLException {
        RowCursor rows = result.rows();
        if (rows != null) {
            return new StatementSequence.Outcome(
                    BlazeResultSet.ofQuery(connection, this, result, rows, kind), NO_COUNT, null);
        }
        try (result) {
            RowCursor keys = result.generatedKeys();
            return new StatementSequence.Outcome(
                    null,
                    Math.max(0, result.updateCount()),
                    keys == null ? null : BlazeResultSet.inMemory(connection, this, MemoryCursor.drain(keys)));
        }
    }

    final void closeResults() throws SQLException {
        BlazeResultSet first = current;
        BlazeResultSet second = generatedKeys;
        current = null;
        generatedKeys = null;
        updateCount = NO_COUNT;
        warnings = null;
        closeResult(first);
        closeResult(second);
        for (BlazeResultSet rows : kept) {
            closeResult(rows);
        }
        kept.clear();
        for (StatementSequence.Outcome outcome : following) {
            closeResult(outcome.rows());
        }
        following.clear();
    }

    private static void closeResult(@Nullable BlazeResultSet rows) throws SQLException {
        if (rows != null) {
            rows.closeForStatement();
        }
    }

    /** A result set of this statement was closed by the user. */
    final void resultSetClosed(BlazeResultSet rows) throws SQLException {
        if (closeOnCompletion && following.isEmpty() && rows == current) {
            close();
        }
    }

    // Execution.

    private PreparedQuery prepare(@Nullable String sql) throws SQLException {
        String translated = translated(sql);
        return connection.callFor(this, () -> connection.session().prepareOnce(translated, timeoutSeconds * 1000L));
    }

    private String translated(@Nullable String sql) throws SQLException {
        requireOpen();
        String text = BlazeConnection.requireSql(sql);
        return escapeProcessing ? EscapeTranslator.translate(text) : text;
    }

    private boolean run(@Nullable String sql, KeyRequest keys, Expected expected) throws SQLException {
        String translated = translated(sql);
        // What cannot be prepared leaves the results of the statement before open.
        return connection.callFor(this, () -> {
            List<String> statements = BlazeParser.statements(translated);
            if (statements.size() > 1) {
                closeResults();
                following.addAll(new StatementSequence(connection, timeoutSeconds * 1000L)
                        .run(statements, query -> runOnce(query, List.of(), keys, expected)));
                return show(following.remove());
            }
            PreparedQuery query = connection.session().prepareOnce(translated, timeoutSeconds * 1000L);
            closeResults();
            return runNow(query, List.of(), keys, expected);
        });
    }

    @Override
    public ResultSet executeQuery(@Nullable String sql) throws SQLException {
        run(sql, KeyRequest.NONE, Expected.ROWS);
        return requireRows();
    }

    final ResultSet requireRows() throws SQLException {
        BlazeResultSet rows = current;
        if (rows == null) {
            throw SqlExceptions.of("02000", "The statement gave no rows: use execute or executeUpdate.");
        }
        return rows;
    }

    @Override
    public int executeUpdate(@Nullable String sql) throws SQLException {
        return toInt(executeLargeUpdate(sql));
    }

    @Override
    public int executeUpdate(@Nullable String sql, int autoGeneratedKeys) throws SQLException {
        return toInt(executeLargeUpdate(sql, autoGeneratedKeys));
    }

    @Override
    public int executeUpdate(@Nullable String sql, int @Nullable [] columnIndexes) throws SQLException {
        return toInt(executeLargeUpdate(sql, columnIndexes));
    }

    @Override
    public int executeUpdate(@Nullable String sql, String @Nullable [] columnNames) throws SQLException {
        return toInt(executeLargeUpdate(sql, columnNames));
    }

    @Override
    public long executeLargeUpdate(@Nullable String sql) throws SQLException {
        run(sql, KeyRequest.NONE, Expected.COUNT);
        return updateCount;
    }

    @Override
    public long executeLargeUpdate(@Nullable String sql, int autoGeneratedKeys) throws SQLException {
        run(sql, KeyRequest.ofFlag(autoGeneratedKeys), Expected.COUNT);
        return updateCount;
    }

    @Override
    public long executeLargeUpdate(@Nullable String sql, int @Nullable [] columnIndexes) throws SQLException {
        requireOpen();
        run(sql, KeyRequest.ofIndexes(connection, sql, columnIndexes), Expected.COUNT);
        return updateCount;
    }

    @Override
    public long executeLargeUpdate(@Nullable String sql, String @Nullable [] columnNames) throws SQLException {
        run(sql, KeyRequest.ofNames(columnNames), Expected.COUNT);
        return updateCount;
    }

    @Override
    public boolean execute(@Nullable String sql) throws SQLException {
        return run(sql, KeyRequest.NONE, Expected.ANYTHING);
    }

    @Override
    public boolean execute(@Nullable String sql, int autoGeneratedKeys) throws SQLException {
        return run(sql, KeyRequest.ofFlag(autoGeneratedKeys), Expected.ANYTHING);
    }

    @Override
    public boolean execute(@Nullable String sql, int @Nullable [] columnIndexes) throws SQLException {
        requireOpen();
        return run(sql, KeyRequest.ofIndexes(connection, sql, columnIndexes), Expected.ANYTHING);
    }

    @Override
    public boolean execute(@Nullable String sql, String @Nullable [] columnNames) throws SQLException {
        return run(sql, KeyRequest.ofNames(columnNames), Expected.ANYTHING);
    }

    // Batches.

    @Override
    public void addBatch(@Nullable String sql) throws SQLException {
        requireOpen();
        batch.add(BlazeConnection.requireSql(sql));
    }

    @Override
    public void clearBatch() throws SQLException {
        requireOpen();
        batch.clear();
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return toInts(executeLargeBatch());
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        requireOpen();
        closeResults();
        List<String> statements = List.copyOf(batch);
        batch.clear();
        return new BatchRun(this, statements.size(), KeyRequest.NONE)
                .run(index -> prepare(statements.get(index)), index -> List.of());
    }

    static int[] toInts(long[] counts) {
        int[] narrow = new int[counts.length];
        for (int i = 0; i < counts.length; i++) {
            narrow[i] = toInt(counts[i]);
        }
        return narrow;
    }

    /** A count too large for an int is given as the largest one. */
    static int toInt(long count) {
        return (int) Math.min(Integer.MAX_VALUE, count);
    }

    // Results.

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        requireOpen();
        return current;
    }

    @Override
    public int getUpdateCount() throws SQLException {
        return toInt(getLargeUpdateCount());
    }

    @Override
    public long getLargeUpdateCount() throws SQLException {
        requireOpen();
        return updateCount;
    }

    final void setUpdateCount(long count) {
        updateCount = count;
    }

    @Override
    public boolean getMoreResults() throws SQLException {
        return getMoreResults(CLOSE_CURRENT_RESULT);
    }

    @Override
    public boolean getMoreResults(int what) throws SQLException {
        requireOpen();
        BlazeResultSet rows = current;
        switch (what) {
            case CLOSE_CURRENT_RESULT, CLOSE_ALL_RESULTS -> {
                if (rows != null) {
                    rows.close();
                }
                if (what == CLOSE_ALL_RESULTS) {
                    for (BlazeResultSet earlier : kept) {
                        earlier.close();
                    }
                    kept.clear();
                }
            }
            case KEEP_CURRENT_RESULT -> {
                if (rows != null) {
                    kept.add(rows);
                }
            }
            default -> throw SqlExceptions.invalidArgument("Not a way to go on to the next result: " + what);
        }
        StatementSequence.Outcome next = following.poll();
        if (next != null) {
            return show(next);
        }
        current = null;
        updateCount = NO_COUNT;
        return false;
    }

    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        requireOpen();
        BlazeResultSet keys = generatedKeys;
        if (keys == null || keys.isClosed()) {
            keys = BlazeResultSet.inMemory(connection, this, new MemoryCursor(List.of(), new ArrayList<>()));
            generatedKeys = keys;
        }
        return keys;
    }

    // Settings.

    @Override
    public int getMaxFieldSize() throws SQLException {
        requireOpen();
        return maxFieldSize;
    }

    @Override
    public void setMaxFieldSize(int max) throws SQLException {
        requireOpen();
        requireNotNegative(max, "The field size");
        maxFieldSize = max;
    }

    @Override
    public int getMaxRows() throws SQLException {
        return toInt(getLargeMaxRows());
    }

    @Override
    public void setMaxRows(int max) throws SQLException {
        setLargeMaxRows(max);
    }

    @Override
    public long getLargeMaxRows() throws SQLException {
        requireOpen();
        return maxRows;
    }

    @Override
    public void setLargeMaxRows(long max) throws SQLException {
        requireOpen();
        requireNotNegative(max, "The number of rows");
        maxRows = max;
    }

    @Override
    public void setEscapeProcessing(boolean enable) throws SQLException {
        requireOpen();
        escapeProcessing = enable;
    }

    @Override
    public int getQueryTimeout() throws SQLException {
        requireOpen();
        return timeoutSeconds;
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        requireOpen();
        requireNotNegative(seconds, "The timeout");
        timeoutSeconds = seconds;
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        requireOpen();
        BlazeResultSet.requireFetchDirection(direction);
        fetchDirection = direction;
    }

    @Override
    public int getFetchDirection() throws SQLException {
        requireOpen();
        return fetchDirection;
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        requireOpen();
        requireNotNegative(rows, "The fetch size");
        fetchSize = rows;
    }

    @Override
    public int getFetchSize() throws SQLException {
        requireOpen();
        return fetchSize;
    }

    @Override
    public int getResultSetConcurrency() throws SQLException {
        requireOpen();
        return kind.concurrency();
    }

    @Override
    public int getResultSetType() throws SQLException {
        requireOpen();
        return kind.type();
    }

    @Override
    public int getResultSetHoldability() throws SQLException {
        requireOpen();
        return kind.holdability();
    }

    /** Without effect: a cursor's name could only be used in positioned updates, which there are none of. */
    @Override
    public void setCursorName(@Nullable String name) throws SQLException {
        requireOpen();
    }

    @Override
    public void setPoolable(boolean poolable) throws SQLException {
        requireOpen();
        this.poolable = poolable;
    }

    @Override
    public boolean isPoolable() throws SQLException {
        requireOpen();
        return poolable;
    }

    @Override
    public void closeOnCompletion() throws SQLException {
        requireOpen();
        closeOnCompletion = true;
    }

    @Override
    public boolean isCloseOnCompletion() throws SQLException {
        requireOpen();
        return closeOnCompletion;
    }

    @Override
    public @Nullable SQLWarning getWarnings() throws SQLException {
        requireOpen();
        return warnings;
    }

    @Override
    public void clearWarnings() throws SQLException {
        requireOpen();
        warnings = null;
    }

    final void setWarning(SQLWarning warning) {
        warnings = warning;
    }

    // Names and literals as SQL text.

    @Override
    public String enquoteLiteral(@Nullable String text) throws SQLException {
        return "'" + requireText(text).replace("'", "''") + "'";
    }

    @Override
    public String enquoteNCharLiteral(@Nullable String text) throws SQLException {
        return "N" + enquoteLiteral(text);
    }

    /** Quotes a name as it is; one that is quoted already stays. */
    @Override
    public String enquoteIdentifier(@Nullable String name, boolean alwaysQuote) throws SQLException {
        String text = requireText(name);
        if (QUOTED.matcher(text).matches() || (!alwaysQuote && isSimpleIdentifier(text))) {
            return text;
        }
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw SqlExceptions.of("42602", "A name must not be empty or hold the character 0.");
        }
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    /** Whether a name means itself without quotes: unquoted capitals would become lower case. */
    @Override
    public boolean isSimpleIdentifier(@Nullable String name) throws SQLException {
        return SIMPLE.matcher(requireText(name)).matches();
    }

    private static String requireText(@Nullable String text) throws SQLException {
        if (text == null) {
            throw SqlExceptions.invalidArgument("The text is null.");
        }
        return text;
    }

    // Life.

    @Override
    public Connection getConnection() throws SQLException {
        requireOpen();
        return connection;
    }

    @Override
    public void cancel() throws SQLException {
        requireOpen();
        cancelled = true;
        connection.cancel(this);
    }

    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        closeResults();
    }

    @Override
    public boolean isClosed() {
        return closed || connection.isClosed();
    }

    private static void requireNotNegative(long value, String what) throws SQLException {
        if (value < 0) {
            throw SqlExceptions.invalidArgument(what + " must not be negative.");
        }
    }
}
