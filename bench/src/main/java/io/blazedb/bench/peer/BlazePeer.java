/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** BlazeDB itself, with tables in its usual layout or by column. */
final class BlazePeer implements Peer {
    private static final int KEY_BYTES = 32;

    private final boolean byColumn;

    BlazePeer(boolean byColumn) {
        this.byColumn = byColumn;
    }

    @Override
    public String name() {
        return byColumn ? "blazedb-column" : Peers.BLAZEDB;
    }

    @Override
    public String tableOptions() {
        return byColumn ? " WITH (layout = column)" : "";
    }

    @Override
    public String note() {
        return byColumn
                ? "the same, every table made WITH (layout = column)"
                : "AES-256-GCM, Argon2id; a commit is one sealed log record and one sync, shared by those who wait";
    }

    @Override
    public String driverClass() {
        return "io.blazedb.jdbc.BlazeDriver";
    }

    @Override
    public String url(Path directory, Durability durability, Unlock unlock) {
        return "jdbc:blazedb:" + file(directory);
    }

    private static Path file(Path directory) {
        return directory.resolve("bench.blazedb");
    }

    @Override
    public String attach(Path directory, String alias) {
        return "ATTACH '" + file(directory) + "' AS " + alias + " (PASSWORD '" + PASSPHRASE + "', TEMPORARY)";
    }

    @Override
    public Properties properties(Path directory, Durability durability, Unlock unlock) {
        Properties properties = new Properties();
        if (unlock == Unlock.KEY) {
            properties.setProperty("keyFile", keyFile(directory).toString());
        } else {
            properties.setProperty("password", PASSPHRASE);
        }
        properties.setProperty("synchronous", durability == Durability.SYNCED ? "full" : "normal");
        properties.setProperty("cacheSize", CACHE_MEGABYTES + "MB");
        properties.setProperty("home", directory.resolve("home").toString());
        return properties;
    }

    private static Path keyFile(Path directory) {
        Path file = directory.resolve("bench.key");
        if (!Files.exists(file)) {
            byte[] key = new byte[KEY_BYTES];
            for (int i = 0; i < KEY_BYTES; i++) {
                key[i] = (byte) (i * 37 + 11);
            }
            try {
                Files.write(file, key);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return file;
    }
}
