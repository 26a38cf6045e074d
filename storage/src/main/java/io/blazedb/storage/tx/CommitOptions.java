/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

/**
 * How a handle commits.
 *
 * @param durable whether a commit returns only when it is on disk
 * @param busyTimeoutMillis how long to wait for other writers
 * @param memoryBytesMax about how much memory the changes of a transaction may take before they go to the file
 */
public record CommitOptions(boolean durable, long busyTimeoutMillis, long memoryBytesMax) {
    /** Memory of a transaction unless somebody says otherwise. */
    public static final long MEMORY_BYTES_DEFAULT = 8 << 20;

    /** With the usual share of memory. */
    public CommitOptions(boolean durable, long busyTimeoutMillis) {
        this(durable, busyTimeoutMillis, MEMORY_BYTES_DEFAULT);
    }
}
