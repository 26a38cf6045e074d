/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

import java.nio.file.Path;
import java.util.Properties;

/** DuckDB through JDBC: made for analytics, runs a query on all processors. */
final class DuckPeer implements Peer {
    @Override
    public String name() {
        return "duckdb";
    }

    @Override
    public String note() {
        return "not encrypted; columns, all processors for each query; a commit syncs its log";
    }

    @Override
    public String driverClass() {
        return "org.duckdb.DuckDBDriver";
    }

    @Override
    public String url(Path directory, Durability durability, Unlock unlock) {
        return "jdbc:duckdb:" + file(directory);
    }

    private static Path file(Path directory) {
        return directory.resolve("bench.duckdb");
    }

    @Override
    public String attach(Path directory, String alias) {
        return "ATTACH '" + file(directory) + "' AS " + alias;
    }

    @Override
    public Properties properties(Path directory, Durability durability, Unlock unlock) {
        return new Properties();
    }
}
