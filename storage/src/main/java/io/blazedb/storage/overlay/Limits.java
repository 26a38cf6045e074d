/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.overlay;

/** Sizes that the overlay reckons with. */
final class Limits {
    /** Memory of an entry beside its key and value: skip-list node, chain, version, array headers. */
    static final int ENTRY_OVERHEAD_BYTES = 136;

    private Limits() {}
}
