/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentStatus;
import io.blazedb.calcite.attachment.RemoteDatabase;
import org.jspecify.annotations.Nullable;

/**
 * A database that statements can name.
 *
 * @param alias its name
 * @param source what it was attached from; the file of main
 * @param resources the store that holds its tables
 * @param namespace the part of that store's catalog that is this database
 * @param attachment how it is attached; null for main
 */
public record Database(
        String alias,
        String source,
        StoreResources resources,
        int namespace,
        @Nullable Attachment attachment) {
    public static final String MAIN = "main";

    /** Whether it holds the temporary tables of a session. */
    public boolean isTemporary() {
        return resources.isTemporary();
    }

    /** Whether writes are refused. */
    public boolean isReadOnly() {
        return attachment == null ? resources.store().isReadOnly() : attachment.isReadOnly();
    }

    /** The owner who answers queries; null if the rows are in a store of this process. */
    public @Nullable RemoteDatabase remote() {
        return attachment == null ? null : attachment.remote();
    }

    /** How the attachment is doing; null for main. */
    public @Nullable AttachmentStatus status() {
        return attachment == null ? null : attachment.status();
    }
}
