/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The read-only views of {@code information_schema} and {@code blaze}. Imported by the session only. Read {@link
 * io.blazedb.calcite.system.SystemViews} first.
 */
@NullMarked
package io.blazedb.calcite.system;

import org.jspecify.annotations.NullMarked;
