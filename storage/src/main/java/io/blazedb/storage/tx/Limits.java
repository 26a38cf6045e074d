/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

/** Limits of transactions. */
final class Limits {
    /** Keys of each tree that a transaction may rely on before it relies on the whole tree. */
    static final int READ_KEYS_PER_TREE = 65_536;

    /** Ranges that a serializable transaction keeps for each tree before it counts the tree as read whole. */
    static final int READ_RANGES_PER_TREE = 4096;

    /** Recent commits whose place in the log is remembered. */
    static final int POSITIONS_KEPT = 4096;

    private Limits() {}
}
