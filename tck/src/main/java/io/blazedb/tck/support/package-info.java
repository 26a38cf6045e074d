/* SPDX-License-Identifier: Apache-2.0 */
/** What checks are made of. Read {@link io.blazedb.tck.support.Scratch} first. */
@NullMarked
package io.blazedb.tck.support;

import org.jspecify.annotations.NullMarked;
