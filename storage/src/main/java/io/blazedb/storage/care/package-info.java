/* SPDX-License-Identifier: Apache-2.0 */
/** Care for a database file: copies of it, its size, its keys, what is left of a damaged one; imports tx and below. Read {@link io.blazedb.storage.care.Backup} first. */
@NullMarked
package io.blazedb.storage.care;

import org.jspecify.annotations.NullMarked;
