/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.parser.CalciteDefaults;
import io.blazedb.jdbc.error.EngineCall;
import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.jdbc.url.ConnectionProperty;
import io.blazedb.jdbc.url.ConnectionSettings;
import io.blazedb.jdbc.url.JdbcUrl;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens connections to {@code jdbc:blazedb:} URLs. DriverManager finds it by itself. */
public final class BlazeDriver implements Driver {
    static {
        // DriverManager loads the drivers that Calcite brings along right after this one, and those log.
        CalciteDefaults.quietLogging();
        register();
    }

    private static void register() {
        try {
            DriverManager.registerDriver(new BlazeDriver());
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public boolean acceptsURL(@Nullable String url) throws SQLException {
        if (url == null) {
            throw SqlExceptions.of("08001", "The URL is null.");
        }
        return JdbcUrl.accepts(url);
    }

    @Override
    public @Nullable Connection connect(@Nullable String url, @Nullable Properties properties) throws SQLException {
        if (!acceptsURL(url) || url == null) {
            return null;
        }
        Properties given = properties == null ? new Properties() : properties;
        return EngineCall.get(() -> Connections.open(ConnectionSettings.of(url, given)));
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(@Nullable String url, @Nullable Properties properties)
            throws SQLException {
        Map<String, String> inUrl = url != null && JdbcUrl.accepts(url) && url.length() > JdbcUrl.PREFIX.length()
                ? JdbcUrl.parse(url).parameters()
                : Map.of();
        List<DriverPropertyInfo> all = new ArrayList<>();
        for (ConnectionProperty property : ConnectionProperty.values()) {
            String given = properties == null ? null : properties.getProperty(property.key());
            String value = inUrl.getOrDefault(property.key(), given);
            DriverPropertyInfo entry =
                    new DriverPropertyInfo(property.key(), value == null ? property.defaultValue() : value);
            entry.description = property.description();
            // A key file may stand in for the password, and a database in memory needs neither.
            entry.required =
                    property == ConnectionProperty.PASSWORD && value == null && needsPassword(url, inUrl, properties);
            if (!property.choices().isEmpty()) {
                entry.choices = property.choices().toArray(new String[0]);
            }
            all.add(entry);
        }
        return all.toArray(new DriverPropertyInfo[0]);
    }

    @Override
    public int getMajorVersion() {
        return DriverVersion.MAJOR;
    }

    @Override
    public int getMinorVersion() {
        return DriverVersion.MINOR;
    }

    /** False: the whole of entry-level SQL-92 is not there yet. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return Logger.getLogger("io.blazedb");
    }

    private static boolean needsPassword(@Nullable String url, Map<String, String> inUrl, @Nullable Properties given)
            throws SQLException {
        String keyFile = ConnectionProperty.KEY_FILE.key();
        boolean hasKeyFile = inUrl.containsKey(keyFile) || (given != null && given.getProperty(keyFile) != null);
        boolean inMemory = url != null
                && JdbcUrl.accepts(url)
                && url.length() > JdbcUrl.PREFIX.length()
                && JdbcUrl.parse(url).inMemory();
        return !hasKeyFile && !inMemory;
    }
}
