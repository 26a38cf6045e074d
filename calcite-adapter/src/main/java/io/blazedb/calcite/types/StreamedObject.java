/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A large object that is still to be stored: a stream, which can be read once. */
public final class StreamedObject extends LargeObject {
    private @Nullable InputStream rest;
    private @Nullable Object whole;
    private @Nullable StoredObject stored;

    private StreamedObject(InputStream rest, boolean text) {
        super(text);
        this.rest = rest;
    }

    /**
     * What a stream holds: an array or a string if it is short, else a large object.
     *
     * @param text whether its bytes are the UTF-8 of a text
     */
    public static Object of(InputStream stream, boolean text) {
        try {
            byte[] first = stream.readNBytes(Limits.INLINE_STREAM_BYTES_MAX + 1);
            if (first.length <= Limits.INLINE_STREAM_BYTES_MAX) {
                return text ? new String(first, StandardCharsets.UTF_8) : first;
            }
            return new StreamedObject(new SequenceInputStream(new ByteArrayInputStream(first), stream), text);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public long length() {
        return UNKNOWN_LENGTH;
    }

    @Override
    public InputStream stream() {
        Object known = whole;
        if (known != null) {
            return new ByteArrayInputStream(
                    known instanceof String string ? string.getBytes(StandardCharsets.UTF_8) : (byte[]) known);
        }
        StoredObject copy = stored;
        if (copy != null && copy.isOpen()) {
            return copy.stream();
        }
        InputStream stream = rest;
        if (stream == null) {
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "the stream of a parameter was read already: set the parameter again");
        }
        rest = null;
        return stream;
    }

    /** Where it is from now on, as long as the transaction lasts. */
    public void storedAs(StoredObject object) {
        stored = object;
    }

    @Override
    public Object whole() {
        Object known = whole;
        if (known == null) {
            known = super.whole();
            whole = known;
        }
        return known;
    }
}
