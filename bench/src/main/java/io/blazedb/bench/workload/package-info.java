/* SPDX-License-Identifier: Apache-2.0 */
/** What is measured, one class each; knows peers only by their interface. Read {@link io.blazedb.bench.workload.Workload} first. */
@NullMarked
package io.blazedb.bench.workload;

import org.jspecify.annotations.NullMarked;
