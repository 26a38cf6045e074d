/* SPDX-License-Identifier: Apache-2.0 */
/** Committed changes that are not yet in the trees. Imported by checkpoint and above. Read {@link io.blazedb.storage.overlay.Overlay} first. */
@NullMarked
package io.blazedb.storage.overlay;

import org.jspecify.annotations.NullMarked;
