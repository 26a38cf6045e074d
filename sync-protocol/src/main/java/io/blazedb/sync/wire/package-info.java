/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Frames and the bytes inside them: one record per frame type, one codec. Imports nothing of sync but its errors. Read {@link io.blazedb.sync.wire.Frame}
 * first.
 */
@NullMarked
package io.blazedb.sync.wire;

import org.jspecify.annotations.NullMarked;
