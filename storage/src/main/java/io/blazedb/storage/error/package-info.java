/* SPDX-License-Identifier: Apache-2.0 */
/** Every failure of the store, coded. All packages may import it. Read {@link io.blazedb.storage.error.StoreException} first. */
@NullMarked
package io.blazedb.storage.error;

import org.jspecify.annotations.NullMarked;
