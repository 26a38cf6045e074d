/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

/** How a time per operation is shown. */
public enum Unit {
    PER_SECOND("/s"),
    MICROSECONDS("µs"),
    MILLISECONDS("ms");

    private final String symbol;

    Unit(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }

    /** A time per operation in this unit. */
    public double of(double seconds) {
        return switch (this) {
            case PER_SECOND -> 1 / seconds;
            case MICROSECONDS -> seconds * 1e6;
            case MILLISECONDS -> seconds * 1e3;
        };
    }
}
