/* SPDX-License-Identifier: Apache-2.0 */
/** Key slots, the master key and the keys derived from it. Read {@link io.blazedb.storage.keys.KeySource} first. */
@NullMarked
package io.blazedb.storage.keys;

import org.jspecify.annotations.NullMarked;
