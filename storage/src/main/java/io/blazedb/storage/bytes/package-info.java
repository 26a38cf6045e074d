/* SPDX-License-Identifier: Apache-2.0 */
/** Unsigned byte order, key ranges and order-preserving keys. Read {@link io.blazedb.storage.bytes.KeyEncoder} first. */
@NullMarked
package io.blazedb.storage.bytes;

import org.jspecify.annotations.NullMarked;
