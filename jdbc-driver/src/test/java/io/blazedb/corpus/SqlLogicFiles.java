/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.corpus;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The files of sqllogictest in the jar that brings them. */
final class SqlLogicFiles {
    private static final String ROOT = "test/";

    private SqlLogicFiles() {}

    /** Names of all files, such as {@code index/in/10/slt_good_0.test}, in order. */
    static List<String> all() {
        ClassLoader loader = SqlLogicFiles.class.getClassLoader();
        URL one = loader.getResource(ROOT + "select1.test");
        if (one == null) {
            throw new IllegalStateException("sqllogictest is not on the class path");
        }
        try {
            URI jar = new URI(one.toString().substring(0, one.toString().indexOf('!')));
            try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
                    Stream<Path> found = Files.walk(files.getPath(ROOT))) {
                return found.map(Path::toString)
                        .filter(name -> name.endsWith(".test"))
                        .map(name -> name.substring(name.indexOf(ROOT) + ROOT.length()))
                        .sorted()
                        .toList();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Reader open(String name) {
        return new InputStreamReader(
                Objects.requireNonNull(SqlLogicFiles.class.getClassLoader().getResourceAsStream(ROOT + name)),
                StandardCharsets.UTF_8);
    }

    /** The same files, first one of each directory, then another one of each, so that a run that is stopped has seen of everything. */
    static List<String> inTurns(List<String> files) {
        Map<String, Integer> seen = new HashMap<>();
        Map<String, Integer> turn = new HashMap<>();
        for (String file : files) {
            turn.put(file, seen.merge(directory(file), 1, Integer::sum));
        }
        return files.stream().sorted(Comparator.comparing(turn::get)).toList();
    }

    static String directory(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "." : name.substring(0, slash);
    }
}
