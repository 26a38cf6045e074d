/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.storage.btree;

import org.jspecify.annotations.NullMarked;
