/* SPDX-License-Identifier: Apache-2.0 */
/** Tables of conversions: every getter of every type, every setter into every type. */
@NullMarked
package io.blazedb.tck.values;

import org.jspecify.annotations.NullMarked;
