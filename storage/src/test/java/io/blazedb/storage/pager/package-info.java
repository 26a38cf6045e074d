/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.storage.pager;

import org.jspecify.annotations.NullMarked;
