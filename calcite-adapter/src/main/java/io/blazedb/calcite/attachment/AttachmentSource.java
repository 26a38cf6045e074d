/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import io.blazedb.calcite.SqlEngine;

/** Knows how to attach one kind of source; found by ServiceLoader. A plain file is attached by the engine itself. */
public interface AttachmentSource {

    /** Whether this source string is of its kind, such as {@code app://...}. */
    boolean accepts(String source);

    /**
     * Attaches a database, or takes up an attachment again when its main database is opened. Returns as soon as the first snapshot is
     * complete; taken up again, at once.
     *
     * @throws io.blazedb.calcite.error.BlazeSqlException 42501 not granted, 08001 not reachable, 3D000 no such database or publication
     */
    Attachment attach(SqlEngine engine, AttachmentRequest request);
}
