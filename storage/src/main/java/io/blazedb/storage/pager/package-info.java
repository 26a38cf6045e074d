/* SPDX-License-Identifier: Apache-2.0 */
/** The one door to pages: read, open, verify, cache, write; imports crypto, file and page. Read {@link io.blazedb.storage.pager.Pager} first. */
@NullMarked
package io.blazedb.storage.pager;

import org.jspecify.annotations.NullMarked;
