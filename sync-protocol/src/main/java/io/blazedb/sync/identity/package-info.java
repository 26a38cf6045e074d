/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Who users, apps and groups are, and how they prove it: keys, certificates and the files of the home directory. Imports wire (bytes), crypto.payload (envelope
 * keys) and error. Read {@link io.blazedb.sync.identity.Home} first.
 */
@NullMarked
package io.blazedb.sync.identity;

import org.jspecify.annotations.NullMarked;
