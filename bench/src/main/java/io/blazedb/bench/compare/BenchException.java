/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.compare;

/** The comparison cannot go on; the message is the whole explanation. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }
}
