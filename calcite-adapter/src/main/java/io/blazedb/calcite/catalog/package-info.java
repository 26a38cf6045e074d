/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Tables, publications, links and attachments, and how they are stored. Knows nothing of SQL text. Read
 * {@link io.blazedb.calcite.catalog.Catalog} first.
 */
@NullMarked
package io.blazedb.calcite.catalog;

import org.jspecify.annotations.NullMarked;
