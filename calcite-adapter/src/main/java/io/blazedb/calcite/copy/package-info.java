/* SPDX-License-Identifier: Apache-2.0 */
/** Rows as the text of COPY, in PostgreSQL's formats. Read {@link io.blazedb.calcite.copy.CopyFormat} first. */
@NullMarked
package io.blazedb.calcite.copy;

import org.jspecify.annotations.NullMarked;
