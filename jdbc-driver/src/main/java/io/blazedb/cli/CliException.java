/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot go on, for a reason the user can act on; its message is the whole explanation. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CliException(String message) {
        this(message, null);
    }

    CliException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
