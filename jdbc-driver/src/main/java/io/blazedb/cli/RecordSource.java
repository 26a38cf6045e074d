/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of a file, one after the other. */
interface RecordSource extends AutoCloseable {

    /** Names of the columns, as the file spells them. */
    List<String> columns();

    /** Moves to the next record; false after the last. */
    boolean next() throws IOException;

    /** Text of a field of the current record; null if it is absent. */
    @Nullable
    String text(int column);

    /** Whether the file says that the field is text, whatever it looks like. */
    boolean isText(int column);

    /** Where the current record stands, for a message. */
    String position();

    @Override
    void close() throws IOException;
}
