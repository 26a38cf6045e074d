/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Databases that connect: what runs beside an open database, and the views that show it. Imports everything below but the hub. Read
 * {@link io.blazedb.sync.SyncService} first.
 */
@NullMarked
package io.blazedb.sync;

import org.jspecify.annotations.NullMarked;
