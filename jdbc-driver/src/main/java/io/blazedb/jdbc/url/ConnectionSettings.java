/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc.url;

import io.blazedb.calcite.EngineOptions;
import io.blazedb.calcite.SessionOptions;
import io.blazedb.calcite.exec.memory.MemorySize;
import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.storage.Durability;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The URL and the properties of one connection, checked and typed. A key in the URL wins over the same key in the properties. */
public final class ConnectionSettings {
    private static final int KEY_FILE_BYTES_MIN = 32;
    private static final int KEY_FILE_BYTES_MAX = 1 << 20;
    private static final long CACHE_BYTES_MIN = 1L << 20;

    private final JdbcUrl url;
    private final Map<ConnectionProperty, String> values;

    private ConnectionSettings(JdbcUrl url, Map<ConnectionProperty, String> values) {
        this.url = url;
        this.values = values;
    }

    /**
     * Merges and checks.
     *
     * @throws SQLException 08001 for an unknown key or a value that the key does not take
     */
    public static ConnectionSettings of(String url, Properties properties) throws SQLException {
        JdbcUrl parsed = JdbcUrl.parse(url);
        Map<ConnectionProperty, String> values = new EnumMap<>(ConnectionProperty.class);
        // stringPropertyNames() also sees the defaults behind a Properties object.
        for (String key : properties.stringPropertyNames()) {
            values.put(known(key), properties.getProperty(key, ""));
        }
        for (Object key : properties.keySet()) {
            if (!(key instanceof String name) || !(properties.get(key) instanceof String)) {
                throw SqlExceptions.of("08001", "The connection property " + key + " must be a string.");
            }
            known(name);
        }
        for (Map.Entry<String, String> parameter : parsed.parameters().entrySet()) {
            values.put(known(parameter.getKey()), parameter.getValue());
        }
        ConnectionSettings settings = new ConnectionSettings(parsed, values);
        settings.check();
        return settings;
    }

    public JdbcUrl url() {
        return url;
    }

    /** The value given for a key, or its default. */
    public @Nullable String value(ConnectionProperty property) {
        String value = values.get(property);
        return value == null || value.isEmpty() ? property.defaultValue() : value;
    }

    /** The database's file; only if it is not in memory. */
    public Path file() throws SQLException {
        return path(url.location());
    }

    /** Whether COPY may read and write files. */
    public boolean fileAccess() throws SQLException {
        return flag(ConnectionProperty.FILE_ACCESS);
    }

    public boolean readOnly() throws SQLException {
        return flag(ConnectionProperty.READ_ONLY);
    }

    public StoreOptions storeOptions() throws SQLException {
        StoreOptions options = StoreOptions.defaults()
                .withCreate(flag(ConnectionProperty.CREATE))
                .withReadOnly(readOnly())
                .withDurability(Durability.valueOf(
                        choice(ConnectionProperty.SYNCHRONOUS).toUpperCase(Locale.ROOT)))
                .withBusyTimeoutMillis(busyTimeoutMillis());
        String cacheSize = value(ConnectionProperty.CACHE_SIZE);
        return cacheSize == null ? options : options.withCacheBytes(bytes(cacheSize));
    }

    public EngineOptions engineOptions() throws SQLException {
        String app = value(ConnectionProperty.APP);
        String home = value(ConnectionProperty.HOME);
        return new EngineOptions(
                url.inMemory() ? url.location() : ApplicationDefaults.databaseName(file()),
                app == null ? ApplicationDefaults.appName() : app,
                value(ConnectionProperty.APP_GROUP),
                home == null ? ApplicationDefaults.home() : path(home));
    }

    public SessionOptions sessionOptions() throws SQLException {
        String memory = value(ConnectionProperty.WORK_MEM);
        return memory == null
                ? new SessionOptions(user(), isolation(), readOnly())
                : new SessionOptions(
                        user(), isolation(), readOnly(), Math.max(MemorySize.STATEMENT_BYTES_MIN, bytes(memory)));
    }

    /** The user asked for; empty for whose secret it is. */
    public String user() {
        String user = values.get(ConnectionProperty.USER);
        return user == null ? "" : user;
    }

    public IsolationLevel isolation() throws SQLException {
        return switch (choice(ConnectionProperty.ISOLATION)) {
            case "read_committed" -> IsolationLevel.READ_COMMITTED;
            case "serializable" -> IsolationLevel.SERIALIZABLE;
            default -> IsolationLevel.SNAPSHOT;
        };
    }

    /**
     * The secret that opens the file; the caller closes it.
     *
     * @throws SQLException 28P01 if none was given or the key file is of no use
     */
    public KeySource keySource() throws SQLException {
        String keyFile = value(ConnectionProperty.KEY_FILE);
        if (keyFile != null) {
            return KeySource.rawKey(keyBytes(path(keyFile)));
        }
        String password = value(ConnectionProperty.PASSWORD);
        if (password == null) {
            throw SqlExceptions.of(
                    "28P01",
                    "The database is encrypted and no password was given: pass the property 'password'"
                            + " (or 'keyFile'), for example DriverManager.getConnection(url, user, password).");
        }
        char[] characters = password.toCharArray();
        try {
            return KeySource.passphrase(characters);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private void check() throws SQLException {
        if (value(ConnectionProperty.PASSWORD) != null && value(ConnectionProperty.KEY_FILE) != null) {
            throw SqlExceptions.of("08001", "Give either password or keyFile, not both.");
        }
        if (!url.inMemory()) {
            file();
        }
        storeOptions();
        engineOptions();
        isolation();
    }

    private static ConnectionProperty known(String key) throws SQLException {
        Optional<ConnectionProperty> property = ConnectionProperty.find(key);
        if (property.isPresent()) {
            return property.get();
        }
        String hint = ConnectionProperty.nearest(key)
                .map(nearest -> "; did you mean " + nearest.key() + "?")
                .orElse("; DriverPropertyInfo lists the known ones.");
        throw SqlExceptions.of("08001", "Unknown connection property " + key + hint);
    }

    private boolean flag(ConnectionProperty property) throws SQLException {
        return choice(property).equals("true");
    }

    private String choice(ConnectionProperty property) throws SQLException {
        String value = value(property);
        String lower = value == null ? "" : value.toLowerCase(Locale.ROOT);
        if (!property.choices().contains(lower)) {
            throw SqlExceptions.of(
                    "08001",
                    "The connection property " + property.key() + " takes one of "
                            + String.join(", ", property.choices()) + ".");
        }
        return lower;
    }

    private long busyTimeoutMillis() throws SQLException {
        String value = value(ConnectionProperty.BUSY_TIMEOUT);
        try {
            long millis = value == null ? -1 : Long.parseLong(value);
            if (millis >= 0) {
                return millis;
            }
        } catch (NumberFormatException e) {
            throw SqlExceptions.of("08001", "The connection property busyTimeout takes a number of milliseconds.", e);
        }
        throw SqlExceptions.of("08001", "The connection property busyTimeout takes a number of milliseconds.");
    }

    private static long bytes(String size) throws SQLException {
        String text = size.strip().toUpperCase(Locale.ROOT);
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        int shift = switch (text.substring(digits).strip()) {
            case "", "B" -> 0;
            case "K", "KB" -> 10;
            case "M", "MB" -> 20;
            case "G", "GB" -> 30;
            default -> -1;
        };
        if (digits > 0 && digits < 16 && shift >= 0) {
            long bytes = Math.multiplyHigh(Long.parseLong(text.substring(0, digits)), 1L << shift) != 0
                    ? Long.MAX_VALUE
                    : Long.parseLong(text.substring(0, digits)) << shift;
            if (bytes >= CACHE_BYTES_MIN) {
                return bytes;
            }
        }
        throw SqlExceptions.of(
                "08001", "The connection property cacheSize takes a size of at least 1MB, such as 64MB.");
    }

    private static Path path(String text) throws SQLException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw SqlExceptions.of("08001", "Not a path on this system: " + text, e);
        }
    }

    private static byte[] keyBytes(Path keyFile) throws SQLException {
        try {
            long size = Files.size(keyFile);
            if (size < KEY_FILE_BYTES_MIN || size > KEY_FILE_BYTES_MAX) {
                throw SqlExceptions.of(
                        "28P01", "The key file " + keyFile + " must hold between 32 bytes and 1 MB of random bytes.");
            }
            return Files.readAllBytes(keyFile);
        } catch (IOException e) {
            throw SqlExceptions.of("28P01", "The key file " + keyFile + " cannot be read.", e);
        }
    }
}
