/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Between a device and a hub: the hub's TLS certificate, its pin at clients, and the signature by which a device says who it is. Imports wire,
 * identity and error. Read {@link io.blazedb.sync.crypto.channel.HubCertificate} first.
 */
@NullMarked
package io.blazedb.sync.crypto.channel;

import org.jspecify.annotations.NullMarked;
