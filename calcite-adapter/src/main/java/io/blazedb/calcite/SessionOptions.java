/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.storage.IsolationLevel;

/**
 * How a session starts.
 *
 * @param user the database user; empty for whose secret opened the store
 * @param isolation isolation of its transactions
 * @param readOnly refuse writes with 25006
 * @param workMemoryBytes what each of its statements may hold in memory
 */
public record SessionOptions(String user, IsolationLevel isolation, boolean readOnly, long workMemoryBytes) {

    /** With the usual share of memory. */
    public SessionOptions(String user, IsolationLevel isolation, boolean readOnly) {
        this(user, isolation, readOnly, MemorySize.ofStatements());
    }

    public static SessionOptions owner() {
        return new SessionOptions("", IsolationLevel.SNAPSHOT, false);
    }
}
