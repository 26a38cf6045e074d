/* SPDX-License-Identifier: Apache-2.0 */
/** SQL on the store: the facade that the JDBC driver and sync use. Read {@link io.blazedb.calcite.SqlEngine} first. */
@NullMarked
package io.blazedb.calcite;

import org.jspecify.annotations.NullMarked;
