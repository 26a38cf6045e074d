/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Changes of transactions that are too large for memory, as sorted runs in the file. Imports btree, overlay, log and below; imported by
 * checkpoint and above. Read {@link io.blazedb.storage.spill.SpilledTree} first.
 */
@NullMarked
package io.blazedb.storage.spill;

import org.jspecify.annotations.NullMarked;
