/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

/** An app refused a command, or is gone. */
final class AppFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sqlState;

    AppFailure(String sqlState, String message) {
        super(message);
        this.sqlState = sqlState;
    }

    /** Empty if the failure has none. */
    String sqlState() {
        return sqlState;
    }
}
