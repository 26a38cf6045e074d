/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

/** What has happened to a transaction when its commit returns. */
public enum Durability {
    /** It is on the disk. */
    SYNCED,
    /** It is in the operating system, or on its way there. */
    UNSYNCED
}
