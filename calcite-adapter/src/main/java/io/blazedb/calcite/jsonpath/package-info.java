/* SPDX-License-Identifier: Apache-2.0 */
/** The path language of SQL/JSON, as PostgreSQL has it: parsed into nodes that are evaluated over trees of JSON. */
@NullMarked
package io.blazedb.calcite.jsonpath;

import org.jspecify.annotations.NullMarked;
