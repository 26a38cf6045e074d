/* SPDX-License-Identifier: Apache-2.0 */
/** Snapshots, write sets, conflicts and the commit. Imported by the facade only. Read {@link io.blazedb.storage.tx.Transactions} first. */
@NullMarked
package io.blazedb.storage.tx;

import org.jspecify.annotations.NullMarked;
