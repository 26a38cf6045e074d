/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.copy.CopyFormat;
import io.blazedb.calcite.copy.CopyReader;
import io.blazedb.calcite.copy.CopyWriter;
import io.blazedb.calcite.copy.JsonRecords;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.error.SqlErrors;
import io.blazedb.calcite.exec.expression.JsonFunctions;
import io.blazedb.calcite.parser.BlazeParser;
import io.blazedb.calcite.parser.Command;
import io.blazedb.calcite.types.Coercions;
import io.blazedb.calcite.types.Json;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.calcite.types.Texts;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * COPY: rows out of a table or query as text, and into a table. Rows come in all or none; each is checked as INSERT checks it.
 *
 * <p>Threading: like its session.
 */
public final class SessionCopy {
    private static final int BATCH_ROWS = 500;
    private static final String SAVEPOINT = "copy from";

    private final SqlSession session;
    private final Command.Copy copy;
    private final ExecuteOptions options;

    private SessionCopy(SqlSession session, Command.Copy copy, ExecuteOptions options) {
        this.session = session;
        this.copy = copy;
        this.options = options;
    }

    static SessionCopy of(SqlSession session, Command.Copy copy, ExecuteOptions options) {
        return new SessionCopy(session, copy, options);
    }

    /**
     * A COPY from or to the program.
     *
     * @throws BlazeSqlException 42601 if the text is none
     */
    public static SessionCopy of(SqlSession session, String sql) {
        try {
            if (BlazeParser.parseCommand(BlazeParser.standardStrings(sql)) instanceof Command.Copy copy) {
                return new SessionCopy(session, copy, ExecuteOptions.DEFAULT);
            }
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            throw SqlErrors.of(failure);
        }
        throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "the statement is no COPY");
    }

    /** Whether rows come in. */
    public boolean isFrom() {
        return copy.from();
    }

    /** Whether the program gives or takes the rows, not a file. */
    public boolean isOfProgram() {
        return copy.file() == null;
    }

    /** From or to the file that the statement names. */
    long withFile() {
        String file = copy.file();
        if (file == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    copy.from()
                            ? "COPY FROM STDIN needs a program that gives the rows: io.blazedb.jdbc.CopyManager"
                            : "COPY TO STDOUT needs a program that takes the rows: io.blazedb.jdbc.CopyManager");
        }
        if (!session.isFileAccessAllowed()) {
            throw new BlazeSqlException(
                    SqlErrorCode.PERMISSION_DENIED,
                    "COPY from or to a file is forbidden by property fileAccess=false of this connection");
        }
        session.requireSuperuser("COPY from or to a file");
        try {
            Path path = Path.of(file);
            if (copy.from()) {
                try (Reader reader = Files.newBufferedReader(path)) {
                    return read(reader);
                }
            }
            try (Writer writer = Files.newBufferedWriter(path)) {
                return write(writer);
            }
        } catch (InvalidPathException | IOException failure) {
            throw failed(failure);
        }
    }

    private static BlazeSqlException failed(Exception failure) {
        return failure instanceof CharacterCodingException
                ? new BlazeSqlException(
                        SqlErrorCode.CHARACTER_NOT_IN_REPERTOIRE, "the text of COPY is not UTF-8", failure)
                : new BlazeSqlException(SqlErrorCode.IO_ERROR, "the file of COPY cannot be read or written", failure);
    }

    /** Writes the rows; returns how many there were. */
    public long write(Writer out) throws IOException {
        session.requireOpen();
        requireDirection(false);
        CopyWriter writer = new CopyWriter(out, copy.format());
        long count = 0;
        String query = copy.query();
        String sql = query != null ? query : "SELECT " + columns("*") + " FROM " + table();
        try (SqlResult result = session.prepareOnce(sql).execute(List.of(), options)) {
            RowCursor rows = result.rows();
            if (rows == null) {
                throw new BlazeSqlException(
                        SqlErrorCode.FEATURE_NOT_SUPPORTED, "COPY query must have a RETURNING clause");
            }
            boolean json = copy.format().kind() == CopyFormat.Kind.JSON;
            if (copy.format().header() && !json) {
                writer.write(rows.columns().stream().map(ResultColumn::label).toList());
            }
            while (rows.next()) {
                count++;
                if (json) {
                    writer.writeObject(object(rows));
                    continue;
                }
                List<@Nullable String> values = new ArrayList<>();
                for (int i = 0; i < rows.columns().size(); i++) {
                    values.add(text(rows.value(i), rows.columns().get(i).type()));
                }
                writer.write(values);
            }
        }
        out.flush();
        return count;
    }

    private static String object(RowCursor rows) {
        StringBuilder out = new StringBuilder("{");
        for (int i = 0; i < rows.columns().size(); i++) {
            ResultColumn column = rows.columns().get(i);
            SqlType plain = column.type().isArray() || column.type().isEnum()
                    ? column.type()
                    : SqlType.of(column.type().name());
            out.append(i == 0 ? "" : ",")
                    .append(Json.quoted(column.label()))
                    .append(':')
                    .append(JsonFunctions.value(Coercions.toInternal(rows.value(i), plain), plain, false));
        }
        return out.append('}').toString();
    }

    private static @Nullable String text(@Nullable Object external, SqlType type) {
        SqlType plain = type.isArray() || type.isEnum() ? type : SqlType.of(type.name());
        Object value = Coercions.toInternal(external, plain);
        if (value == null) {
            return null;
        }
        return value instanceof Boolean flag ? (flag ? "t" : "f") : Texts.format(value, plain);
    }

    /** Reads rows until the text ends; returns how many there were. */
    public long read(Reader in) throws IOException {
        session.requireOpen();
        requireDirection(true);
        boolean own = session.autoCommit() && !session.inTransaction();
        if (own) {
            session.execute("BEGIN").close();
        } else {
            session.savepoint(SAVEPOINT);
        }
        boolean done = false;
        try {
            long count = copy.format().kind() == CopyFormat.Kind.JSON
                    ? insert(new JsonRecords(in))
                    : insert(new CopyReader(in, copy.format()));
            done = true;
            if (own) {
                session.commit();
            } else {
                session.releaseSavepoint(SAVEPOINT);
            }
            return count;
        } finally {
            if (!done && own) {
                session.rollback();
            } else if (!done) {
                session.rollbackToSavepoint(SAVEPOINT);
                session.releaseSavepoint(SAVEPOINT);
            }
        }
    }

    private void requireInTime(long startNanos) {
        session.requireNotCancelled();
        long limit = options.timeoutMillis() == 0
                ? session.sessionSettings().statementTimeoutMillis()
                : options.timeoutMillis();
        if (limit > 0 && System.nanoTime() - startNanos > limit * 1_000_000) {
            throw new BlazeSqlException(SqlErrorCode.QUERY_CANCELED, "the statement ran into its time limit");
        }
    }

    private long insert(CopyReader reader) throws IOException {
        long start = System.nanoTime();
        int width = width();
        if (copy.format().header()) {
            reader.next();
        }
        String places = "?" + ", ?".repeat(width - 1);
        PreparedQuery insert = insert(columnList(), places);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<Long> lines = new ArrayList<>();
        long count = 0;
        while (true) {
            long line = reader.line();
            List<@Nullable String> values = reader.next();
            if (values != null) {
                requireWidth(values.size(), width, line);
                rows.add(new ArrayList<>(values));
                lines.add(line);
            }
            if (!rows.isEmpty() && (values == null || rows.size() == BATCH_ROWS)) {
                requireInTime(start);
                write(insert, rows, lines);
                count += rows.size();
                rows.clear();
                lines.clear();
            }
            if (values == null) {
                return count;
            }
        }
    }

    /** The members of the first object name the columns, unless the statement does. */
    private long insert(JsonRecords records) throws IOException {
        List<ResultColumn> all = session.prepareOnce("SELECT * FROM " + table()).columns();
        List<String> columns = new ArrayList<>(copy.columns());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<Long> lines = new ArrayList<>();
        PreparedQuery insert = null;
        long count = 0;
        while (true) {
            Map<?, ?> record = records.next();
            if (record != null && columns.isEmpty()) {
                all.stream()
                        .map(ResultColumn::label)
                        .filter(record::containsKey)
                        .forEach(columns::add);
            }
            if (record != null) {
                requireKnown(record, columns, records.line());
                insert = insert == null ? insertOf(columns) : insert;
                rows.add(values(record, columns, all));
                lines.add(records.line());
            }
            if (insert != null && !rows.isEmpty() && (record == null || rows.size() == BATCH_ROWS)) {
                write(insert, rows, lines);
                count += rows.size();
                rows.clear();
                lines.clear();
            }
            if (record == null) {
                return count;
            }
        }
    }

    private static void requireKnown(Map<?, ?> record, List<String> columns, long line) {
        for (Object name : record.keySet()) {
            if (!columns.contains(name)) {
                throw new BlazeSqlException(
                        SqlErrorCode.BAD_COPY_FORMAT,
                        "\"" + name + "\" is no column that the first object names (line " + line + " of COPY)");
            }
        }
        if (columns.isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.BAD_COPY_FORMAT, "the first object names no column (line " + line + " of COPY)");
        }
    }

    private PreparedQuery insertOf(List<String> columns) {
        String names =
                String.join(", ", columns.stream().map(SessionCopy::quoted).toList());
        String places = "?" + ", ?".repeat(columns.size() - 1);
        return insert(" (" + names + ")", places);
    }

    /** What comes in is taken for identity columns, too, also for those that are GENERATED ALWAYS. */
    private PreparedQuery insert(String columns, String places) {
        String into = "INSERT INTO " + table() + columns;
        String values = " VALUES (" + places + ")";
        try {
            return session.prepare(into + values);
        } catch (BlazeSqlException always) {
            if (always.code() != SqlErrorCode.GENERATED_ALWAYS) {
                throw always;
            }
            return session.prepare(into + " OVERRIDING SYSTEM VALUE" + values);
        }
    }

    private static List<@Nullable Object> values(Map<?, ?> record, List<String> columns, List<ResultColumn> all) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String name : columns) {
            boolean array = all.stream()
                    .anyMatch(column ->
                            column.label().equals(name) && column.type().isArray());
            values.add(JsonRecords.text(record.get(name), array));
        }
        return values;
    }

    private void write(PreparedQuery insert, List<List<@Nullable Object>> rows, List<Long> lines) {
        PreparedQuery.BatchResult result = insert.executeBatch(rows, options);
        if (result.failure() != null) {
            BlazeSqlException failure = SqlErrors.of(result.failure());
            int failed = Math.min(result.results().size(), lines.size() - 1);
            throw new BlazeSqlException(
                    failure.code(), failure.getMessage() + " (line " + lines.get(failed) + " of COPY)", failure);
        }
    }

    private static void requireWidth(int given, int width, long line) {
        if (given != width) {
            throw new BlazeSqlException(
                    SqlErrorCode.BAD_COPY_FORMAT,
                    (given < width ? "missing data for a column" : "extra data after last expected column") + " (line "
                            + line + " of COPY has " + given + " values for " + width + " columns)");
        }
    }

    private void requireDirection(boolean from) {
        if (copy.from() != from) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    from ? "the statement is no COPY FROM" : "the statement is no COPY TO");
        }
    }

    /** How many values a row has. */
    private int width() {
        if (!copy.columns().isEmpty()) {
            return copy.columns().size();
        }
        return session.prepareOnce("SELECT * FROM " + table()).columns().size();
    }

    private String table() {
        List<String> parts = new ArrayList<>();
        copy.table().forEach(part -> parts.add(quoted(part)));
        return String.join(".", parts);
    }

    private String columns(String all) {
        List<String> names = new ArrayList<>();
        copy.columns().forEach(name -> names.add(quoted(name)));
        return names.isEmpty() ? all : String.join(", ", names);
    }

    private String columnList() {
        return copy.columns().isEmpty() ? "" : " (" + columns("") + ")";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
