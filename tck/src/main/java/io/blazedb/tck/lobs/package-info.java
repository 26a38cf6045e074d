/* SPDX-License-Identifier: Apache-2.0 */
/** Blobs and Clobs. Read {@link io.blazedb.tck.lobs.LargeObjectChecks} first. */
@NullMarked
package io.blazedb.tck.lobs;

import org.jspecify.annotations.NullMarked;
