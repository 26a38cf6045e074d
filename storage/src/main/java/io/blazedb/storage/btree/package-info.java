/* SPDX-License-Identifier: Apache-2.0 */
/** Search, merge, split and cursors of the copy-on-write trees; imports pager and page. Read {@link io.blazedb.storage.btree.Forest} first. */
@NullMarked
package io.blazedb.storage.btree;

import org.jspecify.annotations.NullMarked;
