/* SPDX-License-Identifier: Apache-2.0 */
/** How apps share data, one short program each; they use the Java API and nothing else. Read {@link io.blazedb.examples.patterns.Patterns} first. */
@NullMarked
package io.blazedb.examples.patterns;

import org.jspecify.annotations.NullMarked;
