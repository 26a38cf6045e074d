/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents at the root name things that exist. */
class DocumentsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern CODE = Pattern.compile("`([A-Z]\\w+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    @Test
    void classesOfTheMapExist() throws IOException {
        String map = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        int start = map.indexOf("## Where is");
        assertThat(start).isPositive();
        String table = map.substring(start, map.indexOf("\n## ", start + 1));
        Set<String> named = new TreeSet<>();
        Matcher matcher = CODE.matcher(table);
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(classes());
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        for (String document : List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")) {
            Matcher matcher = LINK.matcher(Files.readString(ROOT.resolve(document)));
            while (matcher.find()) {
                assertThat(ROOT.resolve(matcher.group(1))).as(document).exists();
            }
        }
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().replace('\\', '/').contains("/src/main/java/"))
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }
}
