/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.parser;

import io.blazedb.calcite.copy.CopyFormat;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads COPY. */
final class CopyParser {
    private final TokenReader in;
    private CopyFormat.Kind kind = CopyFormat.Kind.TEXT;
    private boolean header;
    private boolean quoteAll;
    private @Nullable Character delimiter;
    private @Nullable String nullText;
    private @Nullable Character quote;
    private @Nullable Character escape;

    CopyParser(TokenReader in) {
        this.in = in;
    }

    /** What stands behind the word COPY. */
    Command.Copy parse() {
        List<String> table = List.of();
        List<String> columns = List.of();
        String query = null;
        if (in.peek().isSymbol("(")) {
            query = in.parenthesized();
        } else {
            table = in.qualifiedName();
            columns = in.peek().isSymbol("(") ? in.nameList() : List.of();
        }
        boolean from = query == null && in.accept("from");
        if (!from) {
            in.expect("to");
        }
        String file = in.accept(from ? "stdin" : "stdout") ? null : in.string();
        in.accept("with");
        if (in.acceptSymbol("(")) {
            in.list(() -> {
                option(in.name());
                return true;
            });
            in.expectSymbol(")");
        } else {
            while (in.peek().isName()) {
                option(in.name());
            }
        }
        return new Command.Copy(table, columns, query, from, file, format());
    }

    private void option(String name) {
        switch (name) {
            case "format" -> format(in.peek().isName() ? in.name() : in.string());
            case "csv" -> kind = CopyFormat.Kind.CSV;
            case "json" -> kind = CopyFormat.Kind.JSON;
            case "header" -> header = flag();
            case "delimiter", "delimiters" -> delimiter = character(name);
            case "null" -> {
                in.accept("as");
                nullText = in.string();
            }
            case "quote" -> quote = character(name);
            case "escape" -> escape = character(name);
            case "force_quote" -> {
                in.expectSymbol("*");
                quoteAll = true;
            }
            case "encoding" -> {
                String encoding = in.string().toUpperCase(Locale.ROOT);
                if (!encoding.equals("UTF8") && !encoding.equals("UTF-8")) {
                    throw unsupported("encoding " + encoding);
                }
            }
            case "freeze" -> flag();
            default -> throw new BlazeSqlException(SqlErrorCode.SYNTAX_ERROR, "option \"" + name + "\" not recognized");
        }
    }

    private void format(String name) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "csv" -> kind = CopyFormat.Kind.CSV;
            case "text" -> kind = CopyFormat.Kind.TEXT;
            case "json" -> kind = CopyFormat.Kind.JSON;
            default -> throw unsupported("format \"" + name + "\"");
        }
    }

    private boolean flag() {
        if (in.accept("true") || in.accept("on")) {
            return true;
        }
        return !in.accept("false") && !in.accept("off");
    }

    private Character character(String option) {
        in.accept("as");
        String text = in.string();
        if (text.length() != 1 || text.equals("\n") || text.equals("\r")) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "COPY " + option + " must be a single character");
        }
        return text.charAt(0);
    }

    private CopyFormat format() {
        CopyFormat usual = switch (kind) {
            case TEXT -> CopyFormat.TEXT;
            case CSV -> CopyFormat.CSV;
            case JSON -> CopyFormat.JSON;
        };
        if (kind == CopyFormat.Kind.JSON && (delimiter != null || nullText != null)) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "COPY delimiter and null are not available in JSON mode");
        }
        if (kind != CopyFormat.Kind.CSV && (quote != null || escape != null || quoteAll)) {
            throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "COPY quote is available only in CSV mode");
        }
        char quoting = quote == null ? usual.quote() : quote;
        return new CopyFormat(
                kind,
                delimiter == null ? usual.delimiter() : delimiter,
                nullText == null ? usual.nullText() : nullText,
                header,
                quoting,
                escape == null ? quoting : escape,
                quoteAll);
    }

    private static BlazeSqlException unsupported(String what) {
        return new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "COPY with " + what + " is not supported");
    }
}
