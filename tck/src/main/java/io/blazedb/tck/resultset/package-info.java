/* SPDX-License-Identifier: Apache-2.0 */
/** Checks of ResultSet: moving, reading, ends. */
@NullMarked
package io.blazedb.tck.resultset;

import org.jspecify.annotations.NullMarked;
