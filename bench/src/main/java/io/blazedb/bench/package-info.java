/* SPDX-License-Identifier: Apache-2.0 */
/** Benchmarks over plain JDBC, so that the same code measures BlazeDB and its peers. */
@NullMarked
package io.blazedb.bench;

import org.jspecify.annotations.NullMarked;
