/* SPDX-License-Identifier: Apache-2.0 */
/** SQL failures and their SQLSTATE. */
@NullMarked
package io.blazedb.calcite.error;

import org.jspecify.annotations.NullMarked;
