/* SPDX-License-Identifier: Apache-2.0 */
/** The full integrity check of a file; imports btree, space and below. Read {@link io.blazedb.storage.check.StoreChecker} first. */
@NullMarked
package io.blazedb.storage.check;

import org.jspecify.annotations.NullMarked;
