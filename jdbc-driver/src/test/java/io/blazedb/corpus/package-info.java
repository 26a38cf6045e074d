/* SPDX-License-Identifier: Apache-2.0 */
/** Data and queries of others, through the driver, compared with the answers that come with them or that other databases give. */
@NullMarked
package io.blazedb.corpus;

import org.jspecify.annotations.NullMarked;
