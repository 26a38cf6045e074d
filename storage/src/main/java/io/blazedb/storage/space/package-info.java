/* SPDX-License-Identifier: Apache-2.0 */
/** Which pages are free, and when they may be reused; imports pager and page. Read {@link io.blazedb.storage.space.SpaceEditor} first. */
@NullMarked
package io.blazedb.storage.space;

import org.jspecify.annotations.NullMarked;
