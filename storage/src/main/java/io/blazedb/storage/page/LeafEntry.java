/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.page;

import io.blazedb.storage.bytes.ByteSlice;

/**
 * An entry on its way into a leaf.
 *
 * @param key the key
 * @param value the value, or the encoded {@link LargeReference} to it
 * @param large whether {@code value} is a reference
 */
public record LeafEntry(byte[] key, ByteSlice value, boolean large) {}
