/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.client;

import io.blazedb.calcite.ExecuteOptions;
import io.blazedb.calcite.ExecuteOptions.GeneratedKeys;
import io.blazedb.calcite.PreparedQuery;
import io.blazedb.calcite.ResultColumn;
import io.blazedb.calcite.RowCursor;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.SqlResult;
import io.blazedb.calcite.SqlSession;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.function.UserFunctions;
import io.blazedb.calcite.types.LargeObject;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.watch.ResultListener;
import io.blazedb.calcite.watch.RowChange;
import io.blazedb.calcite.watch.WatchListener;
import io.blazedb.jdbc.convert.Parameters;
import io.blazedb.jdbc.url.ApplicationDefaults;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.Store;
import io.blazedb.storage.keys.KeySource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open database, for programs that would rather not speak JDBC. Everything it does is also SQL.
 *
 * <p>Names of tables and columns are taken exactly as given; a table's name may have points, as in {@code bugs.bugs} for the table
 * {@code bugs} of the attached database {@code bugs}. Values of dates and times are of {@code java.time}. Failures are {@link
 * BlazeSqlException}s and those of the store, with the SQLSTATEs of SQL.
 *
 * <p>Threading: safe for any number of threads, one statement or transaction at a time.
 */
public final class BlazeDatabase implements AutoCloseable {
    private final SqlEngine engine;
    private final SqlSession session;
    private final ReentrantLock lock = new ReentrantLock();

    private BlazeDatabase(SqlEngine engine, DatabaseOptions options) {
        this.engine = engine;
        this.session = engine.openSession(
                new SessionOptions(SessionOptions.owner().user(), IsolationLevel.SNAPSHOT, options.readOnly()));
    }

    /** Opens a database file, or creates it. */
    public static BlazeDatabase open(Path file, String password) {
        return open(file, password.toCharArray());
    }

    /** Opens a database file, or creates it; the password is not kept. */
    public static BlazeDatabase open(Path file, char[] password) {
        return open(file, password, DatabaseOptions.defaults());
    }

    public static BlazeDatabase open(Path file, String password, DatabaseOptions options) {
        return open(file, password.toCharArray(), options);
    }

    public static BlazeDatabase open(Path file, char[] password, DatabaseOptions options) {
        try (KeySource key = KeySource.passphrase(password)) {
            return open(file, key, options);
        }
    }

    /** Opens a database file by a passphrase or a raw key; the caller closes the key. */
    public static BlazeDatabase open(Path file, KeySource key, DatabaseOptions options) {
        return of(Store.open(file, key, options.store()), ApplicationDefaults.databaseName(file), options);
    }

    /** Opens the database in memory of that name, or creates it; it ends with its last user in this JVM. */
    public static BlazeDatabase inMemory(String name, DatabaseOptions options) {
        return of(Store.openInMemory(name, options.store()), name, options);
    }

    private static BlazeDatabase of(Store store, String name, DatabaseOptions options) {
        SqlEngine engine;
        try {
            engine = SqlEngine.open(store, options.engine(name));
        } catch (RuntimeException | Error e) {
            store.close();
            throw e;
        }
        try {
            return new BlazeDatabase(engine, options);
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    /** Functions that SQL calls in this program's code; none until the program gives them. */
    public UserFunctions functions() {
        return engine.functions();
    }

    // Rows.

    /**
     * Inserts a row.
     *
     * @param values values by column; columns left out get their defaults
     * @return the key of the new row, and what its defaults gave
     */
    public Row insert(String table, Map<String, ? extends @Nullable Object> values) {
        List<String> marks = new ArrayList<>();
        values.forEach((column, value) -> marks.add("?"));
        String sql = "INSERT INTO " + Names.table(table) + " (" + Names.list(values.keySet()) + ") VALUES ("
                + String.join(", ", marks) + ")";
        ExecuteOptions options = new ExecuteOptions(0, 0, GeneratedKeys.DEFAULT, List.of());
        return run(sql, new ArrayList<>(values.values()), options, result -> {
            RowCursor keys = result.generatedKeys();
            return keys != null && keys.next() ? row(keys) : new Row(Map.of());
        });
    }

    /**
     * Changes the rows whose columns have the given values; with no such columns, all rows.
     *
     * @return how many rows there were
     */
    public long update(
            String table,
            Map<String, ? extends @Nullable Object> values,
            Map<String, ? extends @Nullable Object> where) {
        List<String> assignments = new ArrayList<>();
        values.keySet().forEach(column -> assignments.add(Names.quoted(column) + " = ?"));
        List<@Nullable Object> parameters = new ArrayList<>(values.values());
        Conditions conditions = equalities(where);
        parameters.addAll(conditions.values());
        String sql = "UPDATE " + Names.table(table) + " SET " + String.join(", ", assignments) + conditions.toSql();
        return run(sql, parameters, ExecuteOptions.DEFAULT, SqlResult::updateCount);
    }

    /** Deletes the rows whose columns have the given values; with no such columns, all rows. */
    public long delete(String table, Map<String, ? extends @Nullable Object> where) {
        Conditions conditions = equalities(where);
        String sql = "DELETE FROM " + Names.table(table) + conditions.toSql();
        return run(sql, conditions.values(), ExecuteOptions.DEFAULT, SqlResult::updateCount);
    }

    /** The first row whose columns have the given values. */
    public Optional<Row> find(String table, Map<String, ? extends @Nullable Object> where) {
        Conditions conditions = equalities(where);
        String sql = "SELECT * FROM " + Names.table(table) + conditions.toSql();
        List<Row> rows = run(
                sql,
                conditions.values(),
                new ExecuteOptions(1, 0, GeneratedKeys.NONE, List.of()),
                result -> rows(result));
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
    }

    private static Conditions equalities(Map<String, ? extends @Nullable Object> where) {
        Conditions conditions = new Conditions();
        where.forEach((column, value) -> conditions.compare(Names.quoted(column), "=", value));
        return conditions;
    }

    /** Begins a query of a table or view. */
    public Query query(String table) {
        return new Query(this, Names.table(table));
    }

    /** Begins a query of two tables; they may be of different databases. */
    public Join join(String left, String right) {
        return new Join(this, left, right);
    }

    // SQL.

    /** Runs a query with parameters for its question marks. */
    public List<Row> sql(String query, @Nullable Object... parameters) {
        return run(query, Arrays.asList(parameters), ExecuteOptions.DEFAULT, BlazeDatabase::rows);
    }

    /** Runs a statement that gives no rows; returns how many rows it changed. */
    public long execute(String statement, @Nullable Object... parameters) {
        return run(statement, Arrays.asList(parameters), ExecuteOptions.DEFAULT, SqlResult::updateCount);
    }

    /** Runs some work as one transaction: all of it is committed, or, if it throws, none. Inside another one it is a part of that. */
    public <T> T transaction(Supplier<T> work) {
        lock.lock();
        try {
            if (session.inTransaction()) {
                return work.get();
            }
            session.setAutoCommit(false);
            try {
                T result = work.get();
                session.commit();
                return result;
            } catch (RuntimeException | Error e) {
                session.rollback();
                throw e;
            } finally {
                session.setAutoCommit(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #transaction(Supplier)}, for work without a result. */
    public void transaction(Runnable work) {
        transaction(() -> {
            work.run();
            return true;
        });
    }

    // Sharing.

    /** Creates a publication, or sets the tables of the one of that name. */
    public Publication publish(String name, Consumer<PublicationTables> tables) {
        PublicationTables described = new PublicationTables();
        tables.accept(described);
        String list = described.toSql();
        try {
            execute("CREATE PUBLICATION " + Names.quoted(name) + " FOR " + list);
        } catch (BlazeSqlException e) {
            if (e.code() != SqlErrorCode.DUPLICATE_OBJECT) {
                throw e;
            }
            execute("ALTER PUBLICATION " + Names.quoted(name) + " SET " + list);
        }
        return new Publication(this, name);
    }

    /** A publication that is there, or will be. */
    public Publication publication(String name) {
        return new Publication(this, name);
    }

    /** Users, roles, rights and policies. */
    public Access access() {
        return new Access(this);
    }

    /** Begins a live link of an own table; it is there after {@link Link#create}. */
    public Link link(String name, String table) {
        return new Link(this, name, table);
    }

    /** Ends a link; its columns keep their values. */
    public void dropLink(String name) {
        execute("DROP LINK IF EXISTS " + Names.quoted(name));
    }

    /** What the database says of itself. */
    public Inspection inspect() {
        return new Inspection(this);
    }

    /**
     * Calls back for each write into an attached database that its owner rejects, in order, on a thread of its own. A callback that throws is logged.
     *
     * @param afterNumber number of the last one that is known; 0 to be told first of those that are kept in {@code blaze.conflicts}
     */
    public Watch onConflict(long afterNumber, Consumer<Conflict> listener) {
        Watch watch = new Watch();
        watch.started(new ConflictWatch(engine.store(), afterNumber, listener));
        return watch;
    }

    /** Who asked for what of this database, when, and what was decided, oldest first, as the view blaze.audit shows it. */
    public List<Row> audit() {
        return query("blaze.audit").orderBy("number").all();
    }

    /**
     * Attaches another database: a file's path, {@code app://GROUP/APP/DATABASE} or {@code hub://HOST:PORT/OWNER/APP/DATABASE}. One that
     * is attached by that alias already is left as it is.
     */
    public Attachment attach(String source, String alias) {
        execute("ATTACH DATABASE IF NOT EXISTS " + Names.literal(source) + " AS " + Names.quoted(alias));
        return new Attachment(this, alias);
    }

    /**
     * Attaches what another app publishes in order to write it, too: rows that are written here are shown at once and go to the owner, who takes each transaction or rejects it into
     * {@code blaze.conflicts}.
     *
     * @throws BlazeSqlException also 42501 if the owner has not granted WRITE
     */
    public Attachment attachWritable(String source, String alias) {
        execute("ATTACH DATABASE IF NOT EXISTS " + Names.literal(source) + " AS " + Names.quoted(alias)
                + " (READ_WRITE)");
        return new Attachment(this, alias);
    }

    /** Attaches another database file by its own password. */
    public Attachment attach(Path file, String password, String alias) {
        execute("ATTACH DATABASE IF NOT EXISTS " + Names.literal(file.toString()) + " AS " + Names.quoted(alias)
                + " (PASSWORD " + Names.literal(password) + ")");
        return new Attachment(this, alias);
    }

    /**
     * Calls back for each row of a table that a commit changes from now on, by whomever, in commit order, on a thread of its own. A
     * callback that is slow slows nobody else down; one that throws is logged and goes on being told, beginning with the next transaction.
     */
    public Watch watch(String table, Consumer<Change> listener) {
        return watchTransactions(table, changes -> changes.forEach(listener));
    }

    /**
     * As {@link #watch(String, Consumer)}, beginning behind a transaction that is known already: whoever remembers {@link
     * Change#sequence} of the last one it has dealt with misses nothing and is told nothing twice. Where the changes between are no longer
     * kept, see {@link Watch#onReset}.
     *
     * @param afterSequence place of that transaction in the commit order of the table's database; 0 to begin with the next one
     */
    public Watch watch(String table, long afterSequence, Consumer<Change> listener) {
        return watchTransactions(table, afterSequence, changes -> changes.forEach(listener));
    }

    /** Keeps the result of a query current, as {@link #live} does. */
    public Watch watch(Query query, Consumer<Difference> listener) {
        return live(query.toSql(), listener, query.parameters().toArray());
    }

    /** As {@link #watch(String, Consumer)}, for the rows whose columns have the given values before or after the change. */
    public Watch watch(String table, Map<String, ?> key, Consumer<Change> listener) {
        Map<String, Object> wanted = new LinkedHashMap<>(key);
        return watch(table, change -> {
            if (matches(change.oldRow(), wanted) || matches(change.newRow(), wanted)) {
                listener.accept(change);
            }
        });
    }

    /** As {@link #watch(String, Consumer)}, with all changes that a transaction made to the table at once. */
    public Watch watchTransactions(String table, Consumer<List<Change>> listener) {
        return watchTransactions(table, 0, listener);
    }

    /** As {@link #watch(String, long, Consumer)}, with all changes that a transaction made to the table at once. */
    public Watch watchTransactions(String table, long afterSequence, Consumer<List<Change>> listener) {
        Watch watch = new Watch();
        WatchListener told = new WatchListener() {
            @Override
            public void onTransaction(long sequence, long committedAtMillis, List<RowChange> changes) {
                List<Change> converted = new ArrayList<>();
                changes.forEach(change -> converted.add(change(change, sequence)));
                listener.accept(converted);
            }

            @Override
            public void onReset(long sequence) {
                watch.reset();
            }

            @Override
            public void onFailure(RuntimeException failure) {
                watch.failed(failure);
            }
        };
        watch.started(session.watch(table, afterSequence, told));
        return watch;
    }

    /**
     * Keeps the result of a query current: the listener gets the whole result first, and then, after each commit that changes it, how it differs,
     * on a thread of its own. Commits that come while it works are taken together. A listener that fails goes on being told.
     *
     * @param parameters for the question marks of the query
     */
    public Watch live(String query, Consumer<Difference> listener, @Nullable Object... parameters) {
        List<@Nullable Object> external;
        lock.lock();
        try {
            external = external(session.prepare(query), Arrays.asList(parameters));
        } finally {
            lock.unlock();
        }
        Watch watch = new Watch();
        watch.started(session.live(query, external, new ResultListener() {
            @Override
            public void onDifference(
                    List<ResultColumn> columns, List<@Nullable Object[]> removed, List<@Nullable Object[]> added) {
                listener.accept(new Difference(rows(columns, removed), rows(columns, added)));
            }

            @Override
            public void onFailure(RuntimeException failure) {
                watch.failed(failure);
            }
        }));
        return watch;
    }

    private static List<Row> rows(List<ResultColumn> columns, List<@Nullable Object[]> rows) {
        List<Row> named = new ArrayList<>();
        for (@Nullable Object[] row : rows) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            for (int i = 0; i < row.length; i++) {
                values.putIfAbsent(columns.get(i).label(), row[i]);
            }
            named.add(new Row(values));
        }
        return named;
    }

    private static boolean matches(@Nullable Row row, Map<String, Object> key) {
        return row != null
                && key.entrySet().stream()
                        .allMatch(entry -> Objects.equals(
                                String.valueOf(row.get(entry.getKey())), String.valueOf(entry.getValue())));
    }

    private static Change change(RowChange change, long sequence) {
        Map<String, @Nullable Object> before = change.oldValues();
        Map<String, @Nullable Object> after = change.newValues();
        return new Change(
                Change.Kind.valueOf(change.kind().name()),
                change.table().name(),
                before == null ? null : new Row(before),
                after == null ? null : new Row(after),
                sequence);
    }

    // Underneath.

    /** What takes the result of a statement while it is open. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(SqlResult result);
    }

    private <T> T run(String sql, List<@Nullable Object> parameters, ExecuteOptions options, Reader<T> reader) {
        lock.lock();
        try {
            PreparedQuery query = session.prepare(sql);
            try (SqlResult result = query.execute(external(query, parameters), options)) {
                return reader.read(result);
            }
        } finally {
            lock.unlock();
        }
    }

    private static List<@Nullable Object> external(PreparedQuery query, List<@Nullable Object> parameters) {
        List<SqlType> types = query.parameterTypes();
        if (types.size() != parameters.size()) {
            throw new BlazeSqlException(
                    SqlErrorCode.INVALID_PARAMETER,
                    "The statement takes " + types.size() + " parameters, not " + parameters.size() + ".");
        }
        boolean assigning = query.kind() != PreparedQuery.Kind.QUERY;
        List<@Nullable Object> external = new ArrayList<>();
        try {
            for (int i = 0; i < types.size(); i++) {
                Object value = Parameters.external(parameters.get(i), null);
                external.add(value == null ? null : Parameters.forType(value, types.get(i), assigning));
            }
        } catch (SQLException e) {
            throw new BlazeSqlException(SqlErrorCode.DATA_EXCEPTION, String.valueOf(e.getMessage()), e);
        }
        return external;
    }

    private static List<Row> rows(SqlResult result) {
        RowCursor cursor = result.rows();
        List<Row> rows = new ArrayList<>();
        while (cursor != null && cursor.next()) {
            rows.add(row(cursor));
        }
        return rows;
    }

    /** The current row; the first of several columns of one name counts. */
    private static Row row(RowCursor cursor) {
        List<ResultColumn> columns = cursor.columns();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String label = columns.get(i).label();
            if (!values.containsKey(label)) {
                Object value = cursor.value(i);
                values.put(label, value == null ? null : LargeObject.whole(value));
            }
        }
        return new Row(values);
    }

    /** Rolls an open transaction back and ends the watches. */
    @Override
    public void close() {
        lock.lock();
        try {
            session.close();
        } finally {
            lock.unlock();
            engine.close();
        }
    }
}
