/* SPDX-License-Identifier: Apache-2.0 */
/** Inner loops of the storage module. Read {@link io.blazedb.bench.storage.TreeReadBenchmark} first. */
@NullMarked
package io.blazedb.bench.storage;

import org.jspecify.annotations.NullMarked;
