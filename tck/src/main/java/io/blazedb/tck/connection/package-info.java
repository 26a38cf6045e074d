/* SPDX-License-Identifier: Apache-2.0 */
/** Checks of Driver and Connection. */
@NullMarked
package io.blazedb.tck.connection;

import org.jspecify.annotations.NullMarked;
