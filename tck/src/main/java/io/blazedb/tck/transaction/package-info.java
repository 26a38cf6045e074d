/* SPDX-License-Identifier: Apache-2.0 */
/** Checks of commit, rollback, savepoints and isolation. */
@NullMarked
package io.blazedb.tck.transaction;

import org.jspecify.annotations.NullMarked;
