/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.sqllogic;

import io.blazedb.tck.sqllogic.SqlLogicRecord.Condition;
import io.blazedb.tck.sqllogic.SqlLogicRecord.SortMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a test file record by record. {@code hash-threshold} is for programs that write such files and is passed over. */
final class SqlLogicParser {
    private static final String SEPARATOR = "----";

    private final BufferedReader reader;
    private int line;

    SqlLogicParser(Reader reader) {
        this.reader = new BufferedReader(reader);
    }

    /** The next record; null at the end. */
    @Nullable
    SqlLogicRecord next() throws IOException {
        List<Condition> conditions = new ArrayList<>();
        String text;
        while ((text = readLine()) != null) {
            String[] words = text.strip().split("\\s+");
            switch (words[0]) {
                case "skipif", "onlyif" -> conditions.add(new Condition(words[0].equals("onlyif"), word(words, 1)));
                case "halt" -> {
                    return new SqlLogicRecord.Halt(line, List.copyOf(conditions));
                }
                case "statement" -> {
                    return statement(conditions, word(words, 1));
                }
                case "query" -> {
                    return query(conditions, words);
                }
                case "", "hash-threshold" -> {}
                default -> {
                    if (!words[0].startsWith("#")) {
                        throw malformed("unknown record: " + words[0]);
                    }
                }
            }
        }
        return null;
    }

    private SqlLogicRecord statement(List<Condition> conditions, String outcome) throws IOException {
        int start = line;
        if (!outcome.equals("ok") && !outcome.equals("error")) {
            throw malformed("statement neither ok nor error: " + outcome);
        }
        String sql = sql();
        return new SqlLogicRecord.Statement(start, List.copyOf(conditions), sql, outcome.equals("error"));
    }

    private SqlLogicRecord query(List<Condition> conditions, String[] words) throws IOException {
        int start = line;
        String types = word(words, 1);
        SortMode sort = words.length > 2 ? SortMode.valueOf(words[2].toUpperCase(Locale.ROOT)) : SortMode.NOSORT;
        String label = words.length > 3 ? words[3] : null;
        StringBuilder sql = new StringBuilder();
        String text;
        while ((text = readLine()) != null && !text.isBlank()) {
            if (text.strip().equals(SEPARATOR)) {
                return new SqlLogicRecord.Query(
                        start, List.copyOf(conditions), sql.toString(), types, sort, label, values());
            }
            append(sql, text);
        }
        return new SqlLogicRecord.Query(start, List.copyOf(conditions), sql.toString(), types, sort, label, null);
    }

    private List<String> values() throws IOException {
        List<String> values = new ArrayList<>();
        String text;
        while ((text = readLine()) != null && !text.isEmpty()) {
            values.add(text);
        }
        return values;
    }

    private String sql() throws IOException {
        StringBuilder sql = new StringBuilder();
        String text;
        while ((text = readLine()) != null && !text.isBlank()) {
            append(sql, text);
        }
        return sql.toString();
    }

    private static void append(StringBuilder sql, String text) {
        if (!sql.isEmpty()) {
            sql.append('\n');
        }
        sql.append(text);
    }

    private String word(String[] words, int position) {
        if (position >= words.length) {
            throw malformed("a word is missing after " + words[0]);
        }
        return words[position];
    }

    private IllegalArgumentException malformed(String message) {
        return new IllegalArgumentException("line " + line + ": " + message);
    }

    private @Nullable String readLine() throws IOException {
        String text = reader.readLine();
        line++;
        return text;
    }
}
