/* SPDX-License-Identifier: Apache-2.0 */
/** JDBC's escapes: functions, literals, outer joins. */
@NullMarked
package io.blazedb.tck.escape;

import org.jspecify.annotations.NullMarked;
