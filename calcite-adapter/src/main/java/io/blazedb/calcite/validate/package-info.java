/* SPDX-License-Identifier: Apache-2.0 */
/** Operators, conformance and validation of queries. Read {@link io.blazedb.calcite.validate.BlazeValidator} first. */
@NullMarked
package io.blazedb.calcite.validate;

import org.jspecify.annotations.NullMarked;
