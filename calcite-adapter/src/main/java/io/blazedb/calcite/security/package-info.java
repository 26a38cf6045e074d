/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What a role may do, and which rows it may see. Knows the catalog, no plans. Read {@link io.blazedb.calcite.security.Access} first.
 */
@NullMarked
package io.blazedb.calcite.security;

import org.jspecify.annotations.NullMarked;
