/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

/**
 * How a handle commits.
 *
 * @param durable whether a commit returns only when it is on disk
 * @param busyTimeoutMillis how long to wait for other writers
 */
public record CommitOptions(boolean durable, long busyTimeoutMillis) {}
