/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a client and a hub say to each other: one record for each message, one codec. Imports wire and error only. Read
 * {@link io.blazedb.sync.relay.HubMessage} first.
 */
@NullMarked
package io.blazedb.sync.relay;

import org.jspecify.annotations.NullMarked;
