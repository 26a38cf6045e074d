/* SPDX-License-Identifier: Apache-2.0 */
/** {@code ./blazedb bench}: every measurement in a Java process of its own, peers in turn. Read {@link io.blazedb.bench.compare.Comparison} first. */
@NullMarked
package io.blazedb.bench.compare;

import org.jspecify.annotations.NullMarked;
