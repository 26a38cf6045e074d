/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The one line a user sees of a failure. */
final class Failures {

    private Failures() {}

    /** {@code ERROR 42P01: ...} for SQL, {@code ERROR: ...} for everything else. */
    static String text(Throwable failure) {
        SQLException sql = sqlCause(failure);
        if (sql != null) {
            String state = sql.getSQLState();
            return "ERROR" + (state == null ? "" : " " + state) + ": " + message(sql);
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof StoreException store) {
                return "ERROR " + store.code().sqlState() + ": " + message(store);
            }
        }
        return "ERROR: " + message(failure);
    }

    /** The first SQLException in the chain; of a failed batch the failure of its statement. */
    private static @Nullable SQLException sqlCause(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof BatchUpdateException batch && batch.getNextException() != null) {
                return batch.getNextException();
            }
            if (at instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    private static String message(Throwable failure) {
        String text = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            return "no such file: " + text;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "the file exists already: " + text;
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission for " + text;
        }
        if (text == null || text.isBlank()) {
            String name = failure.getClass().getSimpleName();
            return failure instanceof IOException ? "input or output failed (" + name + ")" : name;
        }
        String line = text.lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .findFirst()
                .orElse(text);
        return line.toLowerCase(Locale.ROOT).startsWith("error: ") ? line.substring("error: ".length()) : line;
    }
}
