/* SPDX-License-Identifier: Apache-2.0 */
/** The matrix of getters and setters: from the engine's values to Java's and back. Read {@link io.blazedb.jdbc.convert.Conversions} first. */
@NullMarked
package io.blazedb.jdbc.convert;

import org.jspecify.annotations.NullMarked;
