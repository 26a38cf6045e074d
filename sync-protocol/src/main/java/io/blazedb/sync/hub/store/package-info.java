/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a hub keeps on disk: append-only files of checksummed records, one directory for each channel. It knows ids, sizes and
 * positions; contents are sealed before they come here. Imports wire and errors only. Read {@link io.blazedb.sync.hub.store.HubStore} first.
 */
@NullMarked
package io.blazedb.sync.hub.store;

import org.jspecify.annotations.NullMarked;
