/* SPDX-License-Identifier: Apache-2.0 */
/** The result sets of DatabaseMetaData as rows. Imported by the driver's root only. Read {@link io.blazedb.jdbc.metadata.MetadataQueries} first. */
@NullMarked
package io.blazedb.jdbc.metadata;

import org.jspecify.annotations.NullMarked;
