/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.jdbc.error.EngineCall;
import io.blazedb.jdbc.error.SqlExceptions;
import io.blazedb.jdbc.url.ConnectionProperty;
import io.blazedb.jdbc.url.ConnectionSettings;
import io.blazedb.jdbc.url.JdbcUrl;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Properties;
import java.util.logging.Logger;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import javax.sql.XAConnection;
import javax.sql.XADataSource;
import org.jspecify.annotations.Nullable;

/**
 * A source of connections with a bean property for every connection property. Give either {@code url} or {@code databaseName}, the
 * file's path. Its XA connections keep what was prepared through any crash until the transaction
 * manager decides.
 *
 * <p>Threading: configure it in one thread, then use it from any.
 */
public final class BlazeDataSource
        implements DataSource, ConnectionPoolDataSource, XADataSource, JdbcWrapper, Referenceable, Serializable {
    private static final long serialVersionUID = 1;

    /** What a reference calls the URL; properties have their keys. */
    static final String URL = "url";

    private final EnumMap<ConnectionProperty, String> values = new EnumMap<>(ConnectionProperty.class);
    private @Nullable String url;
    private transient @Nullable PrintWriter logWriter;
    private int loginTimeoutSeconds;

    public BlazeDataSource() {}

    // Connections.

    @Override
    public Connection getConnection() throws SQLException {
        return EngineCall.get(() -> Connections.open(settings(null, null)));
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return EngineCall.get(() -> Connections.open(settings(user, password)));
    }

    @Override
    public PooledConnection getPooledConnection() throws SQLException {
        return EngineCall.get(() -> BlazePooledConnection.open(settings(null, null)));
    }

    @Override
    public PooledConnection getPooledConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return EngineCall.get(() -> BlazePooledConnection.open(settings(user, password)));
    }

    @Override
    public XAConnection getXAConnection() throws SQLException {
        return EngineCall.get(() -> BlazeXaConnection.open(settings(null, null)));
    }

    @Override
    public XAConnection getXAConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return EngineCall.get(() -> BlazeXaConnection.open(settings(user, password)));
    }

    private ConnectionSettings settings(@Nullable String user, @Nullable String password) throws SQLException {
        Properties properties = new Properties();
        values.forEach((property, value) -> properties.setProperty(property.key(), value));
        if (user != null) {
            properties.setProperty(ConnectionProperty.USER.key(), user);
        }
        if (password != null) {
            properties.setProperty(ConnectionProperty.PASSWORD.key(), password);
        }
        String target = url;
        if (target == null) {
            throw SqlExceptions.of("08001", "The data source has no url: call setUrl or setDatabaseName.");
        }
        return ConnectionSettings.of(target, properties);
    }

    /** What a directory keeps of it, the password included if it has one; {@link BlazeDataSourceFactory} makes the same again. */
    @Override
    public Reference getReference() {
        Reference reference =
                new Reference(BlazeDataSource.class.getName(), BlazeDataSourceFactory.class.getName(), null);
        if (url != null) {
            reference.add(new StringRefAddr(URL, url));
        }
        values.forEach((property, value) -> reference.add(new StringRefAddr(property.key(), value)));
        return reference;
    }

    static BlazeDataSource of(Reference reference) {
        BlazeDataSource source = new BlazeDataSource();
        source.url = content(reference, URL);
        for (ConnectionProperty property : ConnectionProperty.values()) {
            source.set(property, content(reference, property.key()));
        }
        return source;
    }

    private static @Nullable String content(Reference reference, String type) {
        RefAddr address = reference.get(type);
        return address == null ? null : String.valueOf(address.getContent());
    }

    // Properties.

    public @Nullable String getUrl() {
        return url;
    }

    public void setUrl(@Nullable String url) {
        this.url = url;
    }

    /** Another spelling of {@code url} that some servers use. */
    public @Nullable String getURL() {
        return url;
    }

    public void setURL(@Nullable String url) {
        this.url = url;
    }

    /** The path in the URL, as written there; null without a URL. */
    public @Nullable String getDatabaseName() {
        String target = url;
        return target == null ? null : target.substring(Math.min(target.length(), JdbcUrl.PREFIX.length()));
    }

    /** Points to a file by its plain path, or to {@code mem:NAME}. */
    public void setDatabaseName(String path) {
        StringBuilder escaped = new StringBuilder(JdbcUrl.PREFIX);
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c == '%' || c == '?' || c > '~') {
                escaped.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                escaped.append(c);
            }
        }
        url = escaped.toString();
    }

    private @Nullable String get(ConnectionProperty property) {
        return values.get(property);
    }

    private void set(ConnectionProperty property, @Nullable String value) {
        if (value == null) {
            values.remove(property);
        } else {
            values.put(property, value);
        }
    }

    private boolean flag(ConnectionProperty property) {
        return Boolean.parseBoolean(values.getOrDefault(property, String.valueOf(property.defaultValue())));
    }

    public @Nullable String getPassword() {
        return get(ConnectionProperty.PASSWORD);
    }

    public void setPassword(@Nullable String password) {
        set(ConnectionProperty.PASSWORD, password);
    }

    public @Nullable String getKeyFile() {
        return get(ConnectionProperty.KEY_FILE);
    }

    public void setKeyFile(@Nullable String keyFile) {
        set(ConnectionProperty.KEY_FILE, keyFile);
    }

    public @Nullable String getUser() {
        return get(ConnectionProperty.USER);
    }

    public void setUser(@Nullable String user) {
        set(ConnectionProperty.USER, user);
    }

    public boolean isCreate() {
        return flag(ConnectionProperty.CREATE);
    }

    public void setCreate(boolean create) {
        set(ConnectionProperty.CREATE, String.valueOf(create));
    }

    public boolean isReadOnly() {
        return flag(ConnectionProperty.READ_ONLY);
    }

    public void setReadOnly(boolean readOnly) {
        set(ConnectionProperty.READ_ONLY, String.valueOf(readOnly));
    }

    public @Nullable String getSynchronous() {
        return get(ConnectionProperty.SYNCHRONOUS);
    }

    public void setSynchronous(@Nullable String synchronous) {
        set(ConnectionProperty.SYNCHRONOUS, synchronous);
    }

    public long getBusyTimeout() {
        String value = values.getOrDefault(
                ConnectionProperty.BUSY_TIMEOUT, String.valueOf(ConnectionProperty.BUSY_TIMEOUT.defaultValue()));
        return Long.parseLong(value);
    }

    public void setBusyTimeout(long milliseconds) {
        set(ConnectionProperty.BUSY_TIMEOUT, String.valueOf(milliseconds));
    }

    public @Nullable String getCacheSize() {
        return get(ConnectionProperty.CACHE_SIZE);
    }

    public void setCacheSize(@Nullable String cacheSize) {
        set(ConnectionProperty.CACHE_SIZE, cacheSize);
    }

    public @Nullable String getWorkMem() {
        return get(ConnectionProperty.WORK_MEM);
    }

    public void setWorkMem(@Nullable String workMem) {
        set(ConnectionProperty.WORK_MEM, workMem);
    }

    public @Nullable String getExpectAtLeast() {
        return get(ConnectionProperty.EXPECT_AT_LEAST);
    }

    public void setExpectAtLeast(@Nullable String anchor) {
        set(ConnectionProperty.EXPECT_AT_LEAST, anchor);
    }

    public @Nullable String getIsolation() {
        return get(ConnectionProperty.ISOLATION);
    }

    public void setIsolation(@Nullable String isolation) {
        set(ConnectionProperty.ISOLATION, isolation);
    }

    public @Nullable String getApp() {
        return get(ConnectionProperty.APP);
    }

    public void setApp(@Nullable String app) {
        set(ConnectionProperty.APP, app);
    }

    public @Nullable String getAppGroup() {
        return get(ConnectionProperty.APP_GROUP);
    }

    public void setAppGroup(@Nullable String appGroup) {
        set(ConnectionProperty.APP_GROUP, appGroup);
    }

    public @Nullable String getHome() {
        return get(ConnectionProperty.HOME);
    }

    public void setHome(@Nullable String home) {
        set(ConnectionProperty.HOME, home);
    }

    // What javax.sql asks for besides.

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter writer) {
        logWriter = writer;
    }

    @Override
    public void setLoginTimeout(int seconds) {
        loginTimeoutSeconds = seconds;
    }

    @Override
    public int getLoginTimeout() {
        return loginTimeoutSeconds;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("io.blazedb");
    }
}
