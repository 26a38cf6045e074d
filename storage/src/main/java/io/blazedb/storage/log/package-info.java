/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Sealed, chained commit records in the file. Imports crypto, file and page; imported by checkpoint and above. Read
 * {@link io.blazedb.storage.log.CommitLog} first.
 */
@NullMarked
package io.blazedb.storage.log;

import org.jspecify.annotations.NullMarked;
