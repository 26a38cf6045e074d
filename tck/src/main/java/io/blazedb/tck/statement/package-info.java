/* SPDX-License-Identifier: Apache-2.0 */
/** Checks of Statement, PreparedStatement, batches and generated keys. */
@NullMarked
package io.blazedb.tck.statement;

import org.jspecify.annotations.NullMarked;
