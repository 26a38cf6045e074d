/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.copy;

/**
 * How COPY writes rows and reads them.
 *
 * @param csv comma-separated values; otherwise PostgreSQL's text, with backslashes
 * @param delimiter what stands between values
 * @param nullText what stands for NULL
 * @param header whether the first line holds the names of the columns
 * @param quote around values of CSV that need it
 * @param escape before a quote inside of a quoted value
 * @param quoteAll whether every value of CSV but NULL is quoted
 */
public record CopyFormat(
        boolean csv, char delimiter, String nullText, boolean header, char quote, char escape, boolean quoteAll) {
    /** PostgreSQL's text: values between tabs, {@code \N} for NULL. */
    public static final CopyFormat TEXT = new CopyFormat(false, '\t', "\\N", false, '"', '"', false);

    /** Comma-separated values, with nothing at all for NULL. */
    public static final CopyFormat CSV = new CopyFormat(true, ',', "", false, '"', '"', false);
}
