/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** SQLite3MultipleCiphers through JDBC, with its default cipher or without one. */
final class SqlitePeer implements Peer {
    private static final String RAW_KEY = "raw:" + "0f1e2d3c4b5a69788796a5b4c3d2e1f0".repeat(2);

    private final boolean encrypted;

    SqlitePeer(boolean encrypted) {
        this.encrypted = encrypted;
    }

    @Override
    public String name() {
        return encrypted ? "sqlite" : "sqlite-plain";
    }

    @Override
    public String note() {
        return (encrypted ? "SQLite3MultipleCiphers, ChaCha20-Poly1305, PBKDF2" : "the same library, not encrypted")
                + "; WAL, synchronous=FULL: one sync for each commit";
    }

    @Override
    public String driverClass() {
        return "org.sqlite.mc.SQLiteMCConfig";
    }

    @Override
    public String url(Path directory, Durability durability, Unlock unlock) {
        return "jdbc:sqlite:file:" + file(directory);
    }

    private static Path file(Path directory) {
        return directory.resolve("bench.sqlite");
    }

    @Override
    public String attach(Path directory, String alias) {
        return "ATTACH 'file:" + file(directory) + "' AS " + alias + (encrypted ? " KEY '" + PASSPHRASE + "'" : "");
    }

    @Override
    public Properties properties(Path directory, Durability durability, Unlock unlock) {
        Properties properties = new Properties();
        if (encrypted) {
            properties.setProperty("cipher", "chacha20");
            properties.setProperty("key", unlock == Unlock.KEY ? RAW_KEY : PASSPHRASE);
        }
        properties.setProperty("journal_mode", "WAL");
        properties.setProperty("synchronous", durability == Durability.SYNCED ? "FULL" : "NORMAL");
        properties.setProperty("busy_timeout", "60000");
        properties.setProperty("cache_size", String.format(Locale.ROOT, "-%d", CACHE_MEGABYTES << 10));
        return properties;
    }

    /** The row id itself. */
    @Override
    public String keyType() {
        return "INTEGER";
    }
}
