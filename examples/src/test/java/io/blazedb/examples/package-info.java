/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.examples;

import org.jspecify.annotations.NullMarked;
