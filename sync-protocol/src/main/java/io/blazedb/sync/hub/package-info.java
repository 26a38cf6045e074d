/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The hub: stores and forwards what it cannot read. It holds no key of any channel and never imports crypto.payload. Imports hub.store, relay,
 * transport, crypto.channel, identity, wire and error. Read {@link io.blazedb.sync.hub.Hub} first.
 */
@NullMarked
package io.blazedb.sync.hub;

import org.jspecify.annotations.NullMarked;
