/* SPDX-License-Identifier: Apache-2.0 */
/** Runs test files in the format of sqllogictest on any JDBC connection. Read {@link io.blazedb.tck.sqllogic.SqlLogicRunner} first. */
@NullMarked
package io.blazedb.tck.sqllogic;

import org.jspecify.annotations.NullMarked;
