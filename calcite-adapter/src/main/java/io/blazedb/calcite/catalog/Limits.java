/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

/** The limits of the catalog. */
final class Limits {
    /** Versions of a catalog whose definitions are kept. */
    static final int CATALOG_VERSIONS_CACHED = 4;
    /** Definitions kept for each version. */
    static final int DEFINITIONS_CACHED = 10_000;

    private Limits() {}
}
