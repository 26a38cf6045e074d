/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import java.time.Instant;

/**
 * What is known of a key slot without its secret.
 *
 * @param number of the slot, from 0
 * @param name who uses it
 * @param kind passphrase or raw key
 * @param memoryKib memory that a guess of the passphrase takes; 0 for a raw key
 * @param iterations passes over that memory; 0 for a raw key
 * @param created when its secret was set, by the clock of the machine that set it
 */
public record KeySlotInfo(
        int number, String name, KeySource.Kind kind, int memoryKib, int iterations, Instant created) {}
