/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

import java.nio.file.Path;
import java.util.Properties;

/** HSQLDB with encrypted files and tables on disk. */
final class HsqldbPeer implements Peer {

    @Override
    public String name() {
        return "hsqldb";
    }

    @Override
    public String note() {
        return "AES-128-ECB, no authentication, a raw key; write_delay=false: one sync for each commit";
    }

    @Override
    public String driverClass() {
        return "org.hsqldb.jdbc.JDBCDriver";
    }

    @Override
    public String url(Path directory, Durability durability, Unlock unlock) {
        return "jdbc:hsqldb:file:" + directory.resolve("bench")
                + ";crypt_type=AES;crypt_key=0f1e2d3c4b5a69788796a5b4c3d2e1f0;shutdown=true;hsqldb.cache_size="
                + (CACHE_MEGABYTES << 10) + ";hsqldb.cache_rows=1000000;hsqldb.write_delay="
                + (durability == Durability.SYNCED ? "false" : "true");
    }

    @Override
    public Properties properties(Path directory, Durability durability, Unlock unlock) {
        Properties properties = new Properties();
        properties.setProperty("user", "SA");
        properties.setProperty("password", "");
        return properties;
    }

    @Override
    public String createTable() {
        return "CREATE CACHED TABLE";
    }
}
