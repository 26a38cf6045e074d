/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** H2 with an encrypted file. Its commit never syncs; as {@code h2-sync} each commit is followed by CHECKPOINT SYNC. */
final class H2Peer implements Peer {
    private final boolean syncing;

    H2Peer(boolean syncing) {
        this.syncing = syncing;
    }

    @Override
    public String name() {
        return syncing ? "h2-sync" : "h2";
    }

    @Override
    public String note() {
        return syncing
                ? "CIPHER=AES (XTS, no authentication); each commit followed by CHECKPOINT SYNC"
                : "CIPHER=AES (XTS, no authentication); WRITE_DELAY=0: a commit is written but NOT synced";
    }

    @Override
    public String driverClass() {
        return "org.h2.Driver";
    }

    @Override
    public String url(Path directory, Durability durability, Unlock unlock) {
        return "jdbc:h2:" + directory.resolve("bench") + ";CIPHER=AES;OPTIMIZE_REUSE_RESULTS=0;CACHE_SIZE="
                + (CACHE_MEGABYTES << 10) + (durability == Durability.SYNCED ? ";WRITE_DELAY=0" : "");
    }

    @Override
    public Properties properties(Path directory, Durability durability, Unlock unlock) {
        Properties properties = new Properties();
        properties.setProperty("user", "sa");
        properties.setProperty("password", "benchpassphrase sa");
        return properties;
    }

    @Override
    public void afterCommit(Connection connection) throws SQLException {
        if (syncing) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
        }
    }
}
