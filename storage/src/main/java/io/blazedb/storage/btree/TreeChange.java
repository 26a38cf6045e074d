/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a key.
 *
 * @param key the key
 * @param value its new value; null if it goes away
 */
public record TreeChange(byte[] key, byte @Nullable [] value) {}
