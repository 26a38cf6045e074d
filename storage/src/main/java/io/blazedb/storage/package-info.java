/* SPDX-License-Identifier: Apache-2.0 */
/** The encrypted, log-first, copy-on-write B-tree store: its public face. Read {@link io.blazedb.storage.Store} first. */
@NullMarked
package io.blazedb.storage;

import org.jspecify.annotations.NullMarked;
