/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What stands behind a session: its databases, the transactions of a statement over all of them, and the plans that are kept. Read
 * {@link io.blazedb.calcite.session.StatementScope} first.
 */
@NullMarked
package io.blazedb.calcite.session;

import org.jspecify.annotations.NullMarked;
