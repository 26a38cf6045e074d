/* SPDX-License-Identifier: Apache-2.0 */
/** Seals and opens pages, blocks and log frames; imports keys and page. Read {@link io.blazedb.storage.crypto.PageCipher} first. */
@NullMarked
package io.blazedb.storage.crypto;

import org.jspecify.annotations.NullMarked;
