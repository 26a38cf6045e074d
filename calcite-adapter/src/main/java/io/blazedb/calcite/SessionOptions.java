/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.storage.IsolationLevel;

/**
 * How a session starts.
 *
 * @param user the database user
 * @param isolation isolation of its transactions
 * @param readOnly refuse writes with 25006
 */
public record SessionOptions(String user, IsolationLevel isolation, boolean readOnly) {
    public static SessionOptions owner() {
        return new SessionOptions("owner", IsolationLevel.SNAPSHOT, false);
    }
}
