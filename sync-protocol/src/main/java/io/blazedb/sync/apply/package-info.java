/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Received records and snapshots become a replica: rows, position and digest in one commit. Imports subscription, the SQL engine's catalog and row
 * writer, and the store. Read {@link io.blazedb.sync.apply.ChangeApplier} first.
 */
@NullMarked
package io.blazedb.sync.apply;

import org.jspecify.annotations.NullMarked;
