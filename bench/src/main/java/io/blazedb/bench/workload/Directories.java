/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories that are made and removed again. */
public final class Directories {

    private Directories() {}

    /** Removes a directory with everything in it, if it is there. */
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> paths = Files.walk(directory)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    /** Whether its files are in memory only, so that syncing them costs nothing. */
    public static boolean isInMemory(Path directory) throws IOException {
        String type = Files.getFileStore(directory).type();
        return type.equals("tmpfs") || type.equals("ramfs");
    }
}
