/* SPDX-License-Identifier: Apache-2.0 */
/** A lexer that knows literals and comments, and the JDBC escapes. Read {@link io.blazedb.jdbc.escape.EscapeTranslator} first. */
@NullMarked
package io.blazedb.jdbc.escape;

import org.jspecify.annotations.NullMarked;
