/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

/** What is left of the writes that were not yet synced when everything stopped. */
public enum Aftermath {
    /** Only the processes died: reads still see every write, and a later sync brings it to the medium. */
    KILLED,
    /** Nothing of them. */
    NOTHING_WRITTEN,
    /** All of them. */
    ALL_WRITTEN,
    /** The last one only: the disk changed the order. */
    LAST_WRITTEN,
    /** All but the last one. */
    LAST_MISSING,
    /** Of each sector, chosen by chance, the old contents or those of any one write. */
    TORN,
    /** As torn, and some of the sectors hold bytes that nobody wrote. */
    GARBLED
}
