/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.storage.IsolationLevel;

/**
 * How a session starts.
 *
 * @param user the database user; empty for whose secret opened the store
 * @param isolation isolation of its transactions
 * @param readOnly refuse writes with 25006
 */
public record SessionOptions(String user, IsolationLevel isolation, boolean readOnly) {
    public static SessionOptions owner() {
        return new SessionOptions("", IsolationLevel.SNAPSHOT, false);
    }
}
