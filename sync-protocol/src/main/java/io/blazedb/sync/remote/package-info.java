/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The client's side of a hub: a publisher's uploads and a subscriber's replica. Imports relay, transport, crypto, subscription, identity, publish, apply and the SQL
 * engine. Read {@link io.blazedb.sync.remote.HubUploader} and {@link io.blazedb.sync.remote.HubSubscription} first.
 */
@NullMarked
package io.blazedb.sync.remote;

import org.jspecify.annotations.NullMarked;
