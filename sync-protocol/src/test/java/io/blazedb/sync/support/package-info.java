/* SPDX-License-Identifier: Apache-2.0 */
/** What tests of sync share. */
@NullMarked
package io.blazedb.sync.support;

import org.jspecify.annotations.NullMarked;
