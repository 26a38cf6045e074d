/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.support;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A database to run the suite against, and which checks its driver is known not to meet. */
public final class TckDatabase {
    private final String url;
    private final Properties properties;
    private final Map<String, String> exceptions = new HashMap<>();
    private final Map<String, String> typeNames = new ConcurrentHashMap<>();

    /** Finds the name of a type. */
    @FunctionalInterface
    interface TypeFinder {
        String find() throws SQLException;
    }

    private TckDatabase(String url, Properties properties) {
        this.url = url;
        this.properties = properties;
    }

    /** A database by any JDBC URL; the driver is found by DriverManager. */
    public static TckDatabase of(String url, Properties properties) {
        return new TckDatabase(url, properties);
    }

    /** Leaves a check out. The suite fails if the check holds after all. */
    public TckDatabase except(String check, String reason) {
        exceptions.put(check, reason);
        return this;
    }

    public String url() {
        return url;
    }

    public Connection open() throws SQLException {
        return DriverManager.getConnection(url, properties);
    }

    /** What this database calls a type, looked for once; empty if it has none. */
    String typeName(int jdbcType, String standardName, TypeFinder finder) throws SQLException {
        String key = jdbcType + " " + standardName;
        String known = typeNames.get(key);
        if (known == null) {
            known = finder.find();
            typeNames.put(key, known);
        }
        return known;
    }

    /** Why a check is left out; null if it is not. */
    public @Nullable String exception(String check) {
        return exceptions.get(check);
    }

    public Map<String, String> exceptions() {
        return Collections.unmodifiableMap(exceptions);
    }
}
