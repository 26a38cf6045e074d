/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

/** When a commit returns. */
public enum Durability {
    /** After it is on disk. */
    FULL,
    /** After it is in the operating system: survives the process, not a power loss. */
    NORMAL,
    /** As NORMAL. Checkpoints sync all the same: a power loss may cost the last commits, never the file. */
    OFF
}
