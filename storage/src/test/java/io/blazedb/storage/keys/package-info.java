/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.storage.keys;

import org.jspecify.annotations.NullMarked;
