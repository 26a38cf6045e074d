/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.copy;

/**
 * How COPY writes rows and reads them.
 *
 * @param delimiter what stands between values
 * @param nullText what stands for NULL
 * @param header whether the first line holds the names of the columns
 * @param quote around values of CSV that need it
 * @param escape before a quote inside of a quoted value
 * @param quoteAll whether every value of CSV but NULL is quoted
 */
public record CopyFormat(
        Kind kind, char delimiter, String nullText, boolean header, char quote, char escape, boolean quoteAll) {
    /** What the text looks like. */
    public enum Kind {
        /** PostgreSQL's text, with backslashes. */
        TEXT,
        /** Comma-separated values. */
        CSV,
        /** A JSON object for each row. */
        JSON
    }

    /** PostgreSQL's text: values between tabs, {@code \N} for NULL. */
    public static final CopyFormat TEXT = new CopyFormat(Kind.TEXT, '\t', "\\N", false, '"', '"', false);

    /** Comma-separated values, with nothing at all for NULL. */
    public static final CopyFormat CSV = new CopyFormat(Kind.CSV, ',', "", false, '"', '"', false);

    /** An object on each line; names are in every object, so a header adds nothing. */
    public static final CopyFormat JSON = new CopyFormat(Kind.JSON, ',', "", false, '"', '"', false);

    boolean csv() {
        return kind == Kind.CSV;
    }
}
