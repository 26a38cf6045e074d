/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file to import: how its name becomes a table's, and how it is read, as often as needed. */
final class ImportFile {
    private final Path path;
    private final @Nullable Character delimiter;
    private final long sizeBytes;
    private @Nullable List<String> jsonColumns;

    ImportFile(Path path, @Nullable Character delimiter) throws IOException {
        this.path = path;
        this.delimiter = delimiter;
        if (Files.isDirectory(path)) {
            throw new CliException(path + " is a directory");
        }
        this.sizeBytes = Files.size(path);
    }

    Path path() {
        return path;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** The file's name without extension, as an SQL name. */
    String tableName() {
        Path file = path.getFileName();
        String name = file == null ? "" : file.toString().replaceFirst("\\.[^.]*$", "");
        return sqlName(name, "imported");
    }

    /** A name that needs no quotes: lower case, everything but letters, digits and underscores replaced. */
    static String sqlName(String name, String fallback) {
        String cleaned = name.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{Nd}_]+", "_")
                .replaceAll("^_+|_+$", "");
        if (cleaned.isEmpty()) {
            return fallback;
        }
        return Character.isDigit(cleaned.charAt(0)) ? "_" + cleaned : cleaned;
    }

    /** Opens the file from its beginning. */
    RecordSource open(Progress progress) throws IOException {
        if (isJson()) {
            if (jsonColumns == null) {
                try (InputStream input = new BufferedInputStream(Files.newInputStream(path))) {
                    jsonColumns = JsonRecords.columnsOf(input);
                }
            }
            return new JsonRecords(counted(progress), jsonColumns);
        }
        char separator = delimiter != null ? delimiter : extension().equals("tsv") ? '\t' : ',';
        return new CsvRecords(counted(progress), separator);
    }

    private InputStream counted(Progress progress) throws IOException {
        return new CountingStream(new BufferedInputStream(Files.newInputStream(path)), progress);
    }

    private boolean isJson() {
        return switch (extension()) {
            case "json", "jsonl", "ndjson" -> true;
            default -> false;
        };
    }

    private String extension() {
        String name = path.toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Tells the progress line how far reading is. */
    private static final class CountingStream extends FilterInputStream {
        private final Progress progress;

        CountingStream(InputStream input, Progress progress) {
            super(input);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read >= 0) {
                progress.advance(1);
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count > 0) {
                progress.advance(count);
            }
            return count;
        }
    }
}
