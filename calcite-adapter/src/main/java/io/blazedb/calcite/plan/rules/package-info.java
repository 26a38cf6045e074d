/* SPDX-License-Identifier: Apache-2.0 */
/** Rewrites of logical plans. Read {@link io.blazedb.calcite.plan.rules.BlazeRules} first. */
@NullMarked
package io.blazedb.calcite.plan.rules;

import org.jspecify.annotations.NullMarked;
