/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.tck.DriverTck;
import io.blazedb.tck.support.TckDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The compatibility suite, on a file and in memory. */
class BlazeTckTest {
    @TempDir
    static Path directory;

    private static final Set<String> TABLES_OF_VALUES =
            Set.of("getters", "setters", "result set metadata", "metadata answers", "escapes", "robustness");

    private static TckDatabase file;
    private static TckDatabase memory;
    private static final List<Connection> HELD = new ArrayList<>();

    /** Holds both databases open: a file's key is derived once, and a database in memory ends with its last connection. */
    @BeforeAll
    static void open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("password", "tck");
        properties.setProperty("synchronous", "off");
        file = TckDatabase.of("jdbc:blazedb:" + directory.resolve("tck.blazedb"), properties);
        memory = TckDatabase.of("jdbc:blazedb:mem:tck", new Properties());
        HELD.add(file.open());
        HELD.add(memory.open());
    }

    @AfterAll
    static void close() throws SQLException {
        for (Connection connection : HELD) {
            connection.close();
        }
        HELD.clear();
    }

    @TestFactory
    Stream<DynamicNode> file() {
        return DriverTck.tests(file);
    }

    @TestFactory
    Stream<DynamicNode> memory() {
        // What a value looks like and what metadata says does not depend on where the pages are.
        return DriverTck.tests(
                memory,
                DriverTck.chapters().stream()
                        .filter(chapter -> !TABLES_OF_VALUES.contains(chapter.name()))
                        .toList());
    }
}
