/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Merges the overlay into the trees, writes the meta page, and finds both again at open. Imports overlay, log, process, btree and
 * below; imported by tx and the facade. Read {@link io.blazedb.storage.checkpoint.Checkpointer} first.
 */
@NullMarked
package io.blazedb.storage.checkpoint;

import org.jspecify.annotations.NullMarked;
