/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.jdbc.fixture.program.LargeProgram;
import io.blazedb.jdbc.fixture.program.SmallProgram;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The jar that has everything inside. The profile of its name makes it and runs this. */
@EnabledIfSystemProperty(named = "blazedb.standalone.jar", matches = ".+")
class StandaloneJarTest {
    /** Classes that an application may have in other versions. */
    private static final List<String> FOREIGN = List.of(
            "org.apache.calcite.sql.parser.SqlParser",
            "org.apache.calcite.avatica.util.Casing",
            "com.google.common.collect.ImmutableList",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "org.bouncycastle.crypto.digests.SHA256Digest",
            "org.codehaus.janino.SimpleCompiler",
            "io.netty.util.ResourceLeakDetector",
            "org.apache.commons.lang3.StringUtils",
            "org.jline.terminal.Terminal",
            "picocli.CommandLine",
            "org.slf4j.LoggerFactory");

    @TempDir
    Path directory;

    private static Path jar() {
        return Path.of(System.getProperty("blazedb.standalone.jar", ""));
    }

    @Test
    void everyClassHasANameOfOurs() throws Exception {
        try (JarFile jar = new JarFile(jar().toFile());
                Stream<JarEntry> entries = jar.stream()) {
            assertThat(entries.map(JarEntry::getName).filter(name -> !name.endsWith("/")))
                    .allMatch(name -> name.startsWith("io/blazedb/") || name.startsWith("META-INF/"))
                    .noneMatch(name -> name.startsWith("META-INF/versions/") || name.endsWith(".SF"))
                    .contains("META-INF/services/java.sql.Driver", "META-INF/LICENSE", "META-INF/NOTICE");
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("io.blazedb.jdbc");
        }
    }

    @Test
    void aProgramNeedsNothingElse() throws Exception {
        String url = "jdbc:blazedb:" + directory.resolve("small.blazedb");
        assertThat(run(List.of(jar(), programs()), SmallProgram.class.getName(), url))
                .containsExactly("Ada 3");
    }

    @Test
    void replicasAndGeneratedCodeWork() throws Exception {
        assertThat(run(List.of(jar(), programs()), LargeProgram.class.getName(), directory.toString()))
                .containsExactly("Typo later", "Crash urgent", "ui C620", "docs T100", "1", "2", "3", "15");
    }

    @Test
    void otherVersionsOfTheLibrariesDoNotMatter() throws Exception {
        Path foreign = foreignClasses();
        String url = "jdbc:blazedb:" + directory.resolve("foreign.blazedb");
        assertThat(run(List.of(foreign, jar(), programs()), SmallProgram.class.getName(), url))
                .containsExactly("Ada 3");
    }

    @Test
    void theCommandLineStarts() throws Exception {
        List<String> command = List.of(
                java(),
                "-jar",
                jar().toString(),
                "sql",
                "--format",
                "csv",
                "-c",
                "SELECT SUM(n) FROM (VALUES 1, 2) t (n)");
        assertThat(lines(command)).endsWith("3");
    }

    @Test
    void aToolLoadsItInAClassLoaderOfItsOwn() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        URL[] urls = {jar().toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            Driver driver = (Driver) loader.loadClass("io.blazedb.jdbc.BlazeDriver")
                    .getConstructor()
                    .newInstance();
            Properties properties = new Properties();
            properties.setProperty("password", Databases.PASSWORD);
            try (Connection connection = driver.connect(Databases.url(directory.resolve("tool.blazedb")), properties)) {
                Databases.run(connection, "CREATE TABLE t (id INTEGER PRIMARY KEY, n VARCHAR(10))");
                Databases.run(connection, "INSERT INTO t VALUES (1, 'x'), (2, 'y')");
                String query = "SELECT COUNT(*) FROM t a JOIN t b ON a.id = b.id WHERE SOUNDEX(a.n) IS NOT NULL";
                assertThat(Databases.value(connection, query)).isEqualTo(2L);
            }
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** Classes of the same names as the libraries', of no use to them. */
    private Path foreignClasses() throws Exception {
        Path sources = directory.resolve("sources");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
        for (String name : FOREIGN) {
            int dot = name.lastIndexOf('.');
            Path source = sources.resolve(name.replace('.', '/') + ".java");
            Files.createDirectories(source.getParent());
            Files.writeString(
                    source, "package " + name.substring(0, dot) + "; public class " + name.substring(dot + 1) + " {}");
            arguments.add(source.toString());
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0]));
        assertThat(result).isZero();
        return classes;
    }

    private static Path programs() throws Exception {
        return Path.of(SmallProgram.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private List<String> run(List<Path> classPath, String program, String argument) throws Exception {
        String joined = String.join(
                File.pathSeparator, classPath.stream().map(Path::toString).toList());
        return lines(List.of(java(), "-cp", joined, program, argument));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<String> lines(List<String> command) throws Exception {
        Path errors = directory.resolve("errors");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(errors)).isEmpty();
        assertThat(process.exitValue()).isZero();
        return output.lines().toList();
    }
}
