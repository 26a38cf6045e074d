/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;

/**
 * ERROR and REVOKE: why something is refused.
 *
 * <pre>
 * offset size field
 * 0      4    number of the {@link SyncErrorCode}
 * 4      n    text: context for people, without values
 * </pre>
 */
public record Failure(int number, String context) {
    private static final int CONTEXT_BYTES_MAX = 4_096;

    public static Failure of(SyncErrorCode code, String context) {
        return new Failure(code.number(), context);
    }

    public byte[] encode() {
        return new WireWriter().u32(number).text(context).toByteArray();
    }

    public static Failure decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        Failure failure = new Failure(reader.u32(), reader.text(CONTEXT_BYTES_MAX));
        reader.end();
        return failure;
    }

    public SyncException toException() {
        SyncErrorCode code = SyncErrorCode.ofNumber(number);
        return code == null
                ? new SyncException(SyncErrorCode.REFUSED, "code=" + number)
                : new SyncException(code, context);
    }
}
