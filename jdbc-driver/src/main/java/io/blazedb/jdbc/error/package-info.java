/* SPDX-License-Identifier: Apache-2.0 */
/** The one place where an SQLException is made. Every package of the driver may import it. Read {@link io.blazedb.jdbc.error.SqlExceptions}. */
@NullMarked
package io.blazedb.jdbc.error;

import org.jspecify.annotations.NullMarked;
