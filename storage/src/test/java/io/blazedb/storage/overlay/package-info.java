/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the overlay. */
@NullMarked
package io.blazedb.storage.overlay;

import org.jspecify.annotations.NullMarked;
