/* SPDX-License-Identifier: Apache-2.0 */
/** The {@code java.sql} interfaces on the SQL engine. Programs see them only as such. Read {@link io.blazedb.jdbc.BlazeConnection} first. */
@NullMarked
package io.blazedb.jdbc;

import org.jspecify.annotations.NullMarked;
