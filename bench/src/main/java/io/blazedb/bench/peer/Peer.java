/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.peer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One database: how its driver is addressed, so that encryption and durability are the same for all, or said not to be. */
public interface Peer {
    /** Page cache of every peer. */
    int CACHE_MEGABYTES = 64;

    /** What every encrypted database is opened with. */
    String PASSPHRASE = "bench passphrase";

    /** As {@code --peers} spells it. */
    String name();

    /** Cipher, and what a synced commit of it really does. */
    String note();

    /** A class of its driver, to find out whether it is there. */
    String driverClass();

    /** The URL of its database in a directory. */
    String url(Path directory, Durability durability, Unlock unlock);

    /** Connection properties beside the URL. */
    Properties properties(Path directory, Durability durability, Unlock unlock);

    /** Options its Java process needs. */
    default List<String> javaOptions(Path directory, Durability durability) {
        return List.of();
    }

    /** Opens a connection and, if it is the first, the database; creates it if it is not there. */
    default Connection open(Path directory, Durability durability, Unlock unlock) throws SQLException {
        return DriverManager.getConnection(
                url(directory, durability, unlock), properties(directory, durability, unlock));
    }

    /** Closes the database after its last connection, where that does not happen by itself. */
    default void shutDown(Path directory) throws SQLException {}

    /** The beginning of a CREATE TABLE statement for a table that is kept on disk. */
    default String createTable() {
        return "CREATE TABLE";
    }

    /** The end of a CREATE TABLE statement, behind the closing parenthesis. */
    default String tableOptions() {
        return "";
    }

    /** The type of a 64-bit primary key that suits it best. */
    default String keyType() {
        return "BIGINT";
    }

    /** The statement that adds the database of another directory to a connection; null if the peer has no such thing. */
    default @Nullable String attach(Path directory, String alias) {
        return null;
    }

    /** Makes what was committed durable, for a peer whose commit does not do that by itself. */
    default void afterCommit(Connection connection) throws SQLException {}
}
