/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

/** What a transaction is protected from. */
public enum IsolationLevel {
    /** The owner of the transaction takes a new snapshot per statement with {@link WriteTransaction#refreshSnapshot()}. */
    READ_COMMITTED,
    /** One snapshot for the whole transaction; the first committer of a key wins. */
    SNAPSHOT,
    /** As SNAPSHOT, and what was read must be unchanged at commit. */
    SERIALIZABLE
}
