/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Looks for words in the raw bytes of files, as {@code strings FILE | grep WORD} would. */
final class FileSearch {

    /** What was found: how many bytes were looked at, and "file: word" for every word in a file. */
    record Result(long files, long bytes, List<String> found) {
        String figure() {
            return found.isEmpty()
                    ? String.format(Locale.ROOT, "%,d bytes in %d files", bytes, files)
                    : "found " + String.join(", ", found.subList(0, Math.min(3, found.size())));
        }
    }

    private FileSearch() {}

    /** Searches all files below a directory or a file, in UTF-8 and UTF-16. */
    static Result search(Path start, Collection<String> words) throws IOException {
        List<byte[]> patterns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String word : words) {
            patterns.add(word.getBytes(StandardCharsets.UTF_8));
            patterns.add(word.getBytes(StandardCharsets.UTF_16LE));
            names.add(word);
            names.add(word);
        }
        List<String> found = new ArrayList<>();
        long[] totals = new long[2];
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    byte[] bytes = read(file);
                    totals[0]++;
                    totals[1] += bytes.length;
                    for (int i = 0; i < patterns.size(); i++) {
                        if (contains(bytes, patterns.get(i))) {
                            found.add(file.getFileName() + ": " + names.get(i));
                        }
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return new Result(totals[0], totals[1], found);
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException goneMeanwhile) {
            return new byte[0];
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    /** Whether the bytes hold the pattern, by its first byte. */
    static boolean contains(byte[] bytes, byte[] pattern) {
        int last = bytes.length - pattern.length;
        outer:
        for (int i = 0; i <= last; i++) {
            if (bytes[i] != pattern[0]) {
                continue;
            }
            for (int j = 1; j < pattern.length; j++) {
                if (bytes[i + j] != pattern[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
