/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.error;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of the store: a coded failure and where it happened.
 *
 * <p>The context holds names and numbers ("page=17, file=bugs.blazedb"), never keys, plaintext or row values.
 */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final StoreErrorCode code;

    public StoreException(StoreErrorCode code, String context) {
        this(code, context, null);
    }

    public StoreException(StoreErrorCode code, String context, @Nullable Throwable cause) {
        super(context.isEmpty() ? code.text() : code.text() + " (" + context + ")", cause);
        this.code = code;
    }

    public StoreErrorCode code() {
        return code;
    }
}
