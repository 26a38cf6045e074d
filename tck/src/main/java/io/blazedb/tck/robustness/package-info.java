/* SPDX-License-Identifier: Apache-2.0 */
/** Every method of every interface with arguments that nobody means. Read {@link io.blazedb.tck.robustness.RobustnessChecks} first. */
@NullMarked
package io.blazedb.tck.robustness;

import org.jspecify.annotations.NullMarked;
