/* SPDX-License-Identifier: Apache-2.0 */
/** Byte layout of every page; imports only bytes, column and error. Read {@link io.blazedb.storage.page.PagePointer} first. */
@NullMarked
package io.blazedb.storage.page;

import org.jspecify.annotations.NullMarked;
