/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.error;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of sync: a coded failure and where it happened.
 *
 * <p>The context holds names and numbers ("stream=3, type=17"), never keys, plaintext or row values.
 */
public final class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SyncErrorCode code;
    private final String context;

    public SyncException(SyncErrorCode code, String context) {
        this(code, context, null);
    }

    public SyncException(SyncErrorCode code, String context, @Nullable Throwable cause) {
        super(context.isEmpty() ? code.text() : code.text() + " (" + context + ")", cause);
        this.code = code;
        this.context = context;
    }

    public SyncErrorCode code() {
        return code;
    }

    /** Where it happened: the variable part of the message. */
    public String context() {
        return context;
    }
}
