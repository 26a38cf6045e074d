/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Apache Derby with an encrypted database. */
final class DerbyPeer implements Peer {
    private static final int PAGE_KILOBYTES = 4;
    /** What Derby throws when it has closed a database as asked. */
    private static final String CLOSED = "08006";

    @Override
    public String name() {
        return "derby";
    }

    @Override
    public String note() {
        return "AES-256-CBC, no authentication; the log is opened with O_DSYNC: one sync for each commit";
    }

    @Override
    public String driverClass() {
        return "org.apache.derby.iapi.jdbc.AutoloadedDriver";
    }

    @Override
    public String url(Path directory, Durability durability, Unlock unlock) {
        return "jdbc:derby:" + directory.resolve("bench-derby");
    }

    @Override
    public Properties properties(Path directory, Durability durability, Unlock unlock) {
        Properties properties = new Properties();
        properties.setProperty("create", "true");
        properties.setProperty("dataEncryption", "true");
        properties.setProperty("encryptionAlgorithm", "AES/CBC/NoPadding");
        properties.setProperty("encryptionKeyLength", "256");
        properties.setProperty("bootPassword", "bench passphrase");
        return properties;
    }

    @Override
    public List<String> javaOptions(Path directory, Durability durability) {
        List<String> options = new ArrayList<>();
        options.add("-Dderby.stream.error.file=" + directory.resolve("derby.log"));
        options.add("-Dderby.storage.pageCacheSize=" + (CACHE_MEGABYTES << 10) / PAGE_KILOBYTES);
        if (durability == Durability.UNSYNCED) {
            options.add("-Dderby.system.durability=test");
        }
        return options;
    }

    @Override
    public void shutDown(Path directory) throws SQLException {
        try {
            DriverManager.getConnection(url(directory, Durability.SYNCED, Unlock.PASSPHRASE) + ";shutdown=true")
                    .close();
        } catch (SQLException closed) {
            if (!CLOSED.equals(closed.getSQLState())) {
                throw closed;
            }
        }
    }
}
