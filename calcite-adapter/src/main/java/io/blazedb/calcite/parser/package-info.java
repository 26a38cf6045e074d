/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SQL text to trees. Queries and DML go through the parser that the build generates from Calcite's grammar; every other statement is a
 * {@link io.blazedb.calcite.parser.Command}, read by a small parser of its own that loads no Calcite class. Read
 * {@link io.blazedb.calcite.parser.BlazeParser} first.
 */
@NullMarked
package io.blazedb.calcite.parser;

import org.jspecify.annotations.NullMarked;
