/* SPDX-License-Identifier: Apache-2.0 */
/** Every failure of sync, coded. All packages may import it. Read {@link io.blazedb.sync.error.SyncException} first. */
@NullMarked
package io.blazedb.sync.error;

import org.jspecify.annotations.NullMarked;
