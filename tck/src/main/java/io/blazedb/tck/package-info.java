/* SPDX-License-Identifier: Apache-2.0 */
/** A test suite that any JDBC driver can run, by java.sql alone. Read {@link io.blazedb.tck.DriverTck} first. */
@NullMarked
package io.blazedb.tck;

import org.jspecify.annotations.NullMarked;
