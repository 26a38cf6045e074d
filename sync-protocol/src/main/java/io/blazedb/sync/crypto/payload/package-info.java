/* SPDX-License-Identifier: Apache-2.0 */
/**
 * End-to-end protection of what leaves a database through a hub: keys of a channel, sealed to devices, and records sealed under them. Imports nothing of
 * sync but its errors; the hub never imports it. Read {@link io.blazedb.sync.crypto.payload.PayloadSealer} first.
 */
@NullMarked
package io.blazedb.sync.crypto.payload;

import org.jspecify.annotations.NullMarked;
