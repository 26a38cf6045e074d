/* SPDX-License-Identifier: Apache-2.0 */
/** Random operations on the trees beside a {@link java.util.TreeMap}. */
@NullMarked
package io.blazedb.storage.model;

import org.jspecify.annotations.NullMarked;
