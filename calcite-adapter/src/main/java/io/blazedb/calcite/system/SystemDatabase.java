/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.system;

import io.blazedb.calcite.attachment.AttachmentStatus;
import io.blazedb.calcite.catalog.CatalogView;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import org.jspecify.annotations.Nullable;

/**
 * A database of a session as system views see it.
 *
 * @param alias its name in SQL
 * @param source the source string it was attached from; the file of main, or empty in memory
 * @param store the store that holds its tables
 * @param transaction the session's view of that store
 * @param catalog the catalog in that view
 * @param namespace the part of the catalog that is this database
 * @param readOnly whether writes are refused
 * @param status how the attachment is doing; null for main
 */
public record SystemDatabase(
        String alias,
        String source,
        Store store,
        ReadTransaction transaction,
        CatalogView catalog,
        int namespace,
        boolean readOnly,
        @Nullable AttachmentStatus status) {}
