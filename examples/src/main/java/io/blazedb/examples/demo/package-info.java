/* SPDX-License-Identifier: Apache-2.0 */
/**
 * {@code ./blazedb demo}: runs the example applications as processes of their own, lets them share, join and watch, and checks every
 * claim it prints. Read {@link io.blazedb.examples.demo.Demo} first.
 */
@NullMarked
package io.blazedb.examples.demo;

import org.jspecify.annotations.NullMarked;
