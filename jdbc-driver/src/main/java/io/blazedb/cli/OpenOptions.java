/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.cli;

import io.blazedb.storage.Store;
import io.blazedb.storage.StoreOptions;
import io.blazedb.storage.keys.KeySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options with which every command opens a database file, and how its password is found. */
final class OpenOptions {
    private static final String PASSWORD_VARIABLE = "BLAZEDB_PASSWORD";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the password. Otherwise BLAZEDB_PASSWORD or a prompt.")
    private @Nullable Path passwordFile;

    @Option(names = "--app", paramLabel = "NAME", description = "This application's name in its app group.")
    private @Nullable String app;

    @Option(names = "--app-group", paramLabel = "GROUP", description = "The app group to publish to and attach from.")
    private @Nullable String appGroup;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Directory of identities and app groups (default: BLAZEDB_HOME or ~/.blazedb).")
    private @Nullable Path home;

    /** Opens a file; a missing one is created with the password given, which a prompt asks for twice. */
    Connection openOrCreate(Path file) throws SQLException, IOException {
        return open(file, password(file, Files.exists(file)), true);
    }

    /** Opens a file that must exist. */
    Connection openExisting(Path file) throws SQLException, IOException {
        return openExisting(file, passwordOfExisting(file));
    }

    /** Opens a file with a password that has been asked for. */
    Connection openExisting(Path file, String password) throws SQLException {
        return open(file, password, false);
    }

    /** The password of a file that must exist. */
    String passwordOfExisting(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new CliException("there is no database file " + file);
        }
        return password(file, true);
    }

    /** The store of a file that must exist, without SQL. */
    Store openStore(Path file) throws IOException {
        try (KeySource key = key(file)) {
            return Store.open(file, key, StoreOptions.defaults().withCreate(false));
        }
    }

    /** What opens a file that must exist. */
    KeySource key(Path file) throws IOException {
        return KeySource.passphrase(passwordOfExisting(file).toCharArray());
    }

    /** A database in memory, gone with its last connection. */
    Connection openInMemory(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:blazedb:mem:" + name, new Properties());
    }

    private Connection open(Path file, String password, boolean create) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("password", password);
        properties.setProperty("create", Boolean.toString(create));
        put(properties, "app", app);
        put(properties, "appGroup", appGroup);
        put(properties, "home", home == null ? null : home.toString());
        return DriverManager.getConnection(url(file), properties);
    }

    private static void put(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    /** The JDBC URL of a file; what has a meaning in a URL is escaped. */
    static String url(Path file) {
        StringBuilder url = new StringBuilder("jdbc:blazedb:");
        String path = file.toString();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            switch (c) {
                case '%' -> url.append("%25");
                case '?' -> url.append("%3F");
                case '#' -> url.append("%23");
                case ' ' -> url.append("%20");
                default -> url.append(c);
            }
        }
        return url.toString();
    }

    private String password(Path file, boolean exists) throws IOException {
        if (passwordFile != null) {
            String text = Files.readString(passwordFile, StandardCharsets.UTF_8);
            return text.lines().findFirst().orElseThrow(() -> new CliException("the password file is empty"));
        }
        String fromEnvironment = System.getenv(PASSWORD_VARIABLE);
        if (fromEnvironment != null) {
            return fromEnvironment;
        }
        try (PasswordPrompt prompt = PasswordPrompt.open()) {
            if (prompt == null) {
                throw new CliException("no password: set " + PASSWORD_VARIABLE + " or give --password-file");
            }
            return ask(prompt, file, exists);
        }
    }

    private static String ask(PasswordPrompt prompt, Path file, boolean exists) throws IOException {
        if (exists) {
            return prompt.read("Password of " + file.getFileName() + ": ");
        }
        String first = prompt.read(file.getFileName() + " is new. Choose a password for it: ");
        if (first.isEmpty()) {
            throw new CliException("a database file needs a password");
        }
        if (!first.equals(prompt.read("The same password again: "))) {
            throw new CliException("the two passwords differ");
        }
        return first;
    }
}
