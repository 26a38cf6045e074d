/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.types;

import io.blazedb.storage.column.LargeRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The bytes of a row with large objects, as {@link LargeRow} lays them out: the large objects are read one after the other. */
final class LargeRowEncoder extends InputStream {
    private final @Nullable Object[] row;
    /** The row with references in place of the large objects that were read. */
    private final @Nullable Object[] references;

    private final BiFunction<@Nullable Object[], @Nullable Object[], byte[]> end;
    private InputStream current = new ByteArrayInputStream(new byte[] {LargeRow.MARKER});
    private int column = -1;
    private long position;
    private long start;

    LargeRowEncoder(@Nullable Object[] row, BiFunction<@Nullable Object[], @Nullable Object[], byte[]> end) {
        this.row = row;
        this.references = row.clone();
        this.end = end;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (true) {
            int count = current.read(into, offset, length);
            if (count >= 0) {
                position += count;
                return count;
            }
            if (column == row.length) {
                return -1;
            }
            nextPart();
        }
    }

    private void nextPart() throws IOException {
        if (column >= 0) {
            current.close();
            byte[] reference = new byte[LargeRow.REFERENCE_BYTES];
            BigEndian.putLong(reference, 0, start);
            BigEndian.putLong(reference, Long.BYTES, position - start);
            references[column] = reference;
        }
        do {
            column++;
        } while (column < row.length && !(row[column] instanceof LargeObject));
        start = position;
        current = column < row.length && row[column] instanceof LargeObject large
                ? large.stream()
                : new ByteArrayInputStream(end.apply(row, references));
    }
}
