/* SPDX-License-Identifier: Apache-2.0 */
/** Checks of values going in and out, type by type. */
@NullMarked
package io.blazedb.tck.types;

import org.jspecify.annotations.NullMarked;
