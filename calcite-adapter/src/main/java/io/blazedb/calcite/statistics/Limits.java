/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.statistics;

/** The limits of ANALYZE. */
final class Limits {
    /** Buckets of a histogram. */
    static final int BUCKETS = 64;
    /** Rows of the sample that a histogram is made of. */
    static final int SAMPLE_ROWS = 6_400;
    /** Values of all columns in the sample together. */
    static final int SAMPLE_VALUES = 400_000;

    /** What is looked at of a large object. */
    static final int LARGE_OBJECT_BYTES = 4 << 10;

    private Limits() {}
}
