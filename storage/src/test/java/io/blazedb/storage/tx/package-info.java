/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of parts of transactions that stand alone. */
@NullMarked
package io.blazedb.storage.tx;

import org.jspecify.annotations.NullMarked;
