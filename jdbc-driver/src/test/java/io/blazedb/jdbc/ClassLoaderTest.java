/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools load the driver in class loaders of their own, which the thread's context class loader does not see. */
class ClassLoaderTest {
    @TempDir
    Path directory;

    @Test
    void twoClassLoadersShareAFile() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader one = isolated();
                URLClassLoader two = isolated()) {
            Thread.currentThread().setContextClassLoader(null);
            try (Connection first = connect(one);
                    Connection second = connect(two)) {
                assertThat(first.getClass()).isNotEqualTo(second.getClass());
                Databases.run(first, "CREATE TABLE t (id INTEGER PRIMARY KEY, n VARCHAR(10))");
                for (int i = 0; i < 20; i++) {
                    Databases.run(i % 2 == 0 ? first : second, "INSERT INTO t VALUES (" + i + ", 'x')");
                }
                String query = "SELECT COUNT(*) FROM t a JOIN t b ON a.id = b.id WHERE a.n LIKE 'x%' GROUP BY a.n";
                assertThat(Databases.value(first, query)).isEqualTo(20L);
                assertThat(Databases.value(second, query)).isEqualTo(20L);
            }
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private Connection connect(ClassLoader loader) throws Exception {
        Driver driver = (Driver)
                loader.loadClass("io.blazedb.jdbc.BlazeDriver").getConstructor().newInstance();
        Properties properties = new Properties();
        properties.setProperty("password", Databases.PASSWORD);
        return driver.connect(Databases.url(directory.resolve("shared.blazedb")), properties);
    }

    private static URLClassLoader isolated() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }
}
