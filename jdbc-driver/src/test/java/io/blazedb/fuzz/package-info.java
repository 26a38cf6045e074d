/* SPDX-License-Identifier: Apache-2.0 */
/** Random schemas, rows and statements, and what must hold of their answers; start reading at {@link io.blazedb.fuzz.Fuzzer}. */
@NullMarked
package io.blazedb.fuzz;

import org.jspecify.annotations.NullMarked;
