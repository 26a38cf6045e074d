/* SPDX-License-Identifier: Apache-2.0 */
/** Checks of DatabaseMetaData, ResultSetMetaData and ParameterMetaData. */
@NullMarked
package io.blazedb.tck.metadata;

import org.jspecify.annotations.NullMarked;
