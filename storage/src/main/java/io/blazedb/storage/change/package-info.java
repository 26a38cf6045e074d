/* SPDX-License-Identifier: Apache-2.0 */
/** Committed changes as watchers and sync read them. Read {@link io.blazedb.storage.change.ChangeRecord} first. */
@NullMarked
package io.blazedb.storage.change;

import org.jspecify.annotations.NullMarked;
