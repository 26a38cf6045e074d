/* SPDX-License-Identifier: Apache-2.0 */
@NullMarked
package io.blazedb.storage.crypto;

import org.jspecify.annotations.NullMarked;
