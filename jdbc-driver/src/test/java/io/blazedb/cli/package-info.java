/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.cli;

import org.jspecify.annotations.NullMarked;
