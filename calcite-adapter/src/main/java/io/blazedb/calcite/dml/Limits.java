/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.dml;

/** The limits of writing rows. */
final class Limits {
    /** Values that a counter takes at its first use. */
    static final long COUNTER_BLOCK_FIRST = 32;
    /** Values that a counter takes at most at a time. */
    static final long COUNTER_BLOCK_MAX = 4096;
    /** How often taking a block is tried when other processes take blocks at the same time. */
    static final int COUNTER_TRIES_MAX = 1000;

    private Limits() {}
}
