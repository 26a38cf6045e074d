/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A value of a column of type BLOB or CLOB that is read piece by piece; the bytes of a text are UTF-8. Shorter values, and those of other
 * types, are plain arrays and strings; so is whatever an expression gets to see.
 *
 * <p>One thread at a time.
 */
public abstract class LargeObject {
    /** A length that is not known before everything was read. */
    public static final long UNKNOWN_LENGTH = -1;

    private final boolean text;

    LargeObject(boolean text) {
        this.text = text;
    }

    public final boolean isText() {
        return text;
    }

    /** Length in bytes, or {@link #UNKNOWN_LENGTH}. */
    public abstract long length();

    /** The bytes from the beginning. */
    public abstract InputStream stream();

    /**
     * All of it: a string or an array.
     *
     * @throws BlazeSqlException 54000 if it is too long for that
     */
    public Object whole() {
        try (InputStream in = stream()) {
            byte[] bytes = in.readNBytes(Limits.WHOLE_VALUE_BYTES_MAX + 1);
            if (bytes.length > Limits.WHOLE_VALUE_BYTES_MAX) {
                throw tooLong();
            }
            return isText() ? new String(bytes, StandardCharsets.UTF_8) : bytes;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** So many bytes of its beginning, or all of it if it is shorter: a string or an array. */
    public Object beginning(int bytesMax) {
        try (InputStream in = stream()) {
            byte[] bytes = in.readNBytes(bytesMax);
            return isText() ? new String(bytes, StandardCharsets.UTF_8) : bytes;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The value itself, or all of a large object. */
    public static Object whole(Object value) {
        return value instanceof LargeObject large ? large.whole() : value;
    }

    static BlazeSqlException tooLong() {
        return new BlazeSqlException(
                SqlErrorCode.LIMIT_EXCEEDED,
                "the large object is longer than " + (Limits.WHOLE_VALUE_BYTES_MAX >> 20)
                        + " MiB and cannot be held as a whole: read and write it as a stream, and select it from its"
                        + " table alone");
    }

    /** A stream of somebody else failed. */
    public static BlazeSqlException failed(Exception e) {
        Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
        return new BlazeSqlException(
                SqlErrorCode.DATA_EXCEPTION, "the stream could not be read: " + cause.getMessage(), e);
    }
}
