/* SPDX-License-Identifier: Apache-2.0 */
/** Positional bytes on disk or in memory; imports only the error package. Read {@link io.blazedb.storage.file.StorageFile} first. */
@NullMarked
package io.blazedb.storage.file;

import org.jspecify.annotations.NullMarked;
