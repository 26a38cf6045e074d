/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a subscriber receives and from where on: channels, their records and snapshots, positions, and the two interfaces between which every transport
 * sits. Imports wire and the catalog's table definitions. Read {@link io.blazedb.sync.subscription.ChannelFeed} first.
 */
@NullMarked
package io.blazedb.sync.subscription;

import org.jspecify.annotations.NullMarked;
