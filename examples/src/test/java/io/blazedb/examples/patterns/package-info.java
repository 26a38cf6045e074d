/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.examples.patterns;

import org.jspecify.annotations.NullMarked;
