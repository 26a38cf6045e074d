/* SPDX-License-Identifier: Apache-2.0 */
/** Trees of the statements that write rows, as the generated parser makes them. May import nothing of BlazeDB. Read first: ModifyNode. */
@NullMarked
package io.blazedb.calcite.parser.statement;

import org.jspecify.annotations.NullMarked;
