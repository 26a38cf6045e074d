/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.storage.space;

import org.jspecify.annotations.NullMarked;
