/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import io.blazedb.client.BlazeDatabase;
import io.blazedb.client.DatabaseOptions;
import io.blazedb.client.Row;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** What the example apps have in common: the groups they belong to, and how they open their files. */
public final class Suite {
    /** The app group of Hr, Crm, Sales and Dashboard. */
    public static final String FOODMART = "com.foodmart.company";

    /** The app group of BugTracker, DeveloperNotes and TeamDashboard. */
    public static final String ACME = "com.acme.suite";

    private static final boolean SHARED_NANO_TIME =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");

    private Suite() {}

    /** Opens an app's own encrypted file over JDBC; it is created at the first start. Other apps never see its password. */
    static Connection connect(Path directory, String database, String app, String group) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("password", password());
        properties.setProperty("app", app);
        properties.setProperty("appGroup", group);
        String path = directory.resolve(database + ".blazedb").toString();
        return DriverManager.getConnection(
                "jdbc:blazedb:" + path.replace("%", "%25").replace("?", "%3F"), properties);
    }

    /** Opens an app's own encrypted file with the Java API; it is created at the first start. */
    static BlazeDatabase open(Path directory, String database, String app, String group) {
        return BlazeDatabase.open(
                directory.resolve(database + ".blazedb"),
                password(),
                DatabaseOptions.defaults().withApp(app).withAppGroup(group));
    }

    private static String password() {
        String password = System.getenv("BLAZEDB_PASSWORD");
        if (password == null) {
            throw new IllegalStateException("BLAZEDB_PASSWORD is not set");
        }
        return password;
    }

    /** Nanoseconds of a clock that all processes of this machine share. */
    static long nanos() {
        if (SHARED_NANO_TIME) {
            // CLOCK_MONOTONIC, the same for every process.
            return System.nanoTime();
        }
        return Duration.between(Instant.EPOCH, Instant.now()).toNanos();
    }

    /** Rows as lines, their values separated by tabs. */
    static String lines(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            List<String> cells = new ArrayList<>();
            row.asMap().values().forEach(value -> cells.add(value == null ? "" : value.toString()));
            lines.add(Control.encode(cells));
        }
        return String.join("\n", lines);
    }
}
