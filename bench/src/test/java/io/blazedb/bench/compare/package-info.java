/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.bench.compare;

import org.jspecify.annotations.NullMarked;
