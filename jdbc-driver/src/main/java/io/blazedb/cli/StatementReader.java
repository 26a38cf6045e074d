/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.StringReader;
import org.jspecify.annotations.Nullable;

/**
 * Cuts SQL text at its semicolons, but not at those in literals of all spellings, quoted names and comments. Comments stay in the text.
 * A line that begins with a backslash where a statement might begin is a command of the shell. Reads the input once, so that a script
 * may be larger than memory as long as each of its statements is not.
 */
final class StatementReader {
    private final PushbackReader input;
    private boolean terminated = true;

    StatementReader(Reader input) {
        this.input = new PushbackReader(input, 1);
    }

    /** Whether the text holds whole statements only: nothing but blanks and comments stands behind the last semicolon. */
    static boolean isComplete(String text) {
        StatementReader reader = new StatementReader(new StringReader(text));
        try {
            while (reader.next() != null) {
                // next() keeps whether the statement was terminated
            }
            return reader.terminated;
        } catch (IOException impossible) {
            throw new AssertionError("a string cannot fail", impossible);
        }
    }

    /** Whether what {@link #next()} gave is a command of the shell. */
    static boolean isCommand(String statement) {
        return statement.startsWith("\\");
    }

    /** The next statement without its semicolon, or the next command; never blank; null at the end. */
    @Nullable
    String next() throws IOException {
        StringBuilder text = new StringBuilder();
        boolean hasCode = false;
        int c;
        while ((c = input.read()) >= 0) {
            if (c == ';') {
                if (hasCode) {
                    terminated = true;
                    return text.toString().strip();
                }
                text.setLength(0);
            } else if (c == '\\' && !hasCode) {
                text.setLength(0);
                text.append('\\');
                line(text);
                return text.toString().strip();
            } else if (c == '\'' || c == '"') {
                hasCode = true;
                terminated = false;
                quoted(text, (char) c, c == '\'' && endsWithEscapeMark(text));
            } else if (c == '$' && !endsWithWord(text, text.length())) {
                hasCode = true;
                terminated = false;
                dollarQuoted(text);
            } else if (c == '-' && peek() == '-') {
                text.append('-');
                line(text);
            } else if (c == '/' && peek() == '*') {
                text.append((char) c).append((char) input.read());
                blockComment(text);
            } else {
                if (!Character.isWhitespace(c)) {
                    hasCode = true;
                    terminated = false;
                }
                text.append((char) c);
            }
        }
        return hasCode ? text.toString().strip() : null;
    }

    /** The lines behind a statement that reads data, up to one of {@code \\.} or the end. */
    String data() throws IOException {
        StringBuilder data = new StringBuilder();
        StringBuilder line = new StringBuilder();
        boolean first = true;
        int c;
        do {
            c = input.read();
            if (c >= 0 && c != '\n') {
                line.append((char) c);
                continue;
            }
            if (line.toString().stripTrailing().equals("\\.")) {
                break;
            }
            if (!(first && line.toString().isBlank()) && (c >= 0 || !line.isEmpty())) {
                data.append(line).append('\n');
            }
            first = false;
            line.setLength(0);
        } while (c >= 0);
        return data.toString();
    }

    /** Whether a literal that begins now has backslash escapes: {@code E'it\'s'}. */
    private static boolean endsWithEscapeMark(StringBuilder text) {
        int last = text.length() - 1;
        return last >= 0 && (text.charAt(last) == 'e' || text.charAt(last) == 'E') && !endsWithWord(text, last);
    }

    private static boolean endsWithWord(StringBuilder text, int end) {
        char last = end == 0 ? ' ' : text.charAt(end - 1);
        return Character.isLetterOrDigit(last) || last == '_' || last == '$';
    }

    /** Copies up to the closing quote; a doubled quote ends one literal and begins the next, which comes to the same. */
    private void quoted(StringBuilder text, char quote, boolean escapes) throws IOException {
        text.append(quote);
        int c;
        while ((c = input.read()) >= 0) {
            text.append((char) c);
            if (c == quote) {
                return;
            }
            if (escapes && c == '\\' && (c = input.read()) >= 0) {
                text.append((char) c);
            }
        }
    }

    /** Copies a literal like {@code $$it's$$} or {@code $tag$it's$tag$}; where it is none, only the dollar and the word behind it. */
    private void dollarQuoted(StringBuilder text) throws IOException {
        int start = text.length();
        text.append('$');
        int c;
        while ((c = peek()) >= 0 && (Character.isLetterOrDigit(c) || c == '_')) {
            text.append((char) input.read());
        }
        if (c != '$' || (text.length() > start + 1 && Character.isDigit(text.charAt(start + 1)))) {
            return;
        }
        text.append((char) input.read());
        String tag = text.substring(start);
        int content = text.length();
        while ((c = input.read()) >= 0) {
            text.append((char) c);
            int end = text.length() - tag.length();
            if (c == '$' && end >= content && text.indexOf(tag, end) == end) {
                return;
            }
        }
    }

    private void line(StringBuilder text) throws IOException {
        int c;
        while ((c = input.read()) >= 0) {
            text.append((char) c);
            if (c == '\n') {
                return;
            }
        }
    }

    /** An open block comment makes the text incomplete, even without code before it. */
    private void blockComment(StringBuilder text) throws IOException {
        boolean before = terminated;
        terminated = false;
        int c;
        while ((c = input.read()) >= 0) {
            text.append((char) c);
            if (c == '*' && peek() == '/') {
                text.append((char) input.read());
                terminated = before;
                return;
            }
        }
    }

    private int peek() throws IOException {
        int c = input.read();
        if (c >= 0) {
            input.unread(c);
        }
        return c;
    }
}
