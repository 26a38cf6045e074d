/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Apps of one device find each other and talk over Unix-domain sockets below the home directory. Imports wire, identity and error. Read
 * {@link io.blazedb.sync.local.Announcement} first.
 */
@NullMarked
package io.blazedb.sync.local;

import org.jspecify.annotations.NullMarked;
