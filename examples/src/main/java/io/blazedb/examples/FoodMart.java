/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hsqldb.server.Server;

/**
 * The FoodMart company's old database, a well-known public data set, served by HSQLDB on this machine only. The apps move their part of
 * it into files of their own.
 */
public final class FoodMart {
    private static final String USER = "FOODMART";
    private static final int BATCH_ROWS = 1_000;
    private static final int COMMIT_ROWS = 20_000;
    private static final int FETCH_ROWS = 2_000;

    private FoodMart() {}

    public static void main(String[] args) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Server server = new Server();
        server.setLogWriter(null);
        server.setErrWriter(null);
        server.setAddress(InetAddress.getLoopbackAddress().getHostAddress());
        server.setPort(port);
        server.setDatabaseName(0, "foodmart");
        server.setDatabasePath(0, "res:foodmart");
        server.start();
        String url =
                "jdbc:hsqldb:hsql://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/foodmart";
        new Control().on("url", arguments -> url).serve();
        server.shutdown();
    }

    /** A connection to the old database. */
    public static Connection connect(String url) throws SQLException {
        Connection connection = DriverManager.getConnection(url, USER, USER);
        connection.setSchema("foodmart");
        return connection;
    }

    /**
     * Copies the columns of a table into the table of the same name.
     *
     * @return number of rows
     */
    public static long copy(Connection source, Connection target, String table, List<String> columns)
            throws SQLException {
        String select = columns.stream().map(FoodMart::quoted).collect(Collectors.joining(", ", "SELECT ", " FROM "))
                + quoted(table);
        String insert = "INSERT INTO " + quoted(table)
                + columns.stream()
                        .map(column -> quoted(column.toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", ", " (", ")"))
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ", " VALUES (", ")"));
        target.setAutoCommit(false);
        long count = 0;
        try (Statement reader = source.createStatement();
                PreparedStatement writer = target.prepareStatement(insert)) {
            reader.setFetchSize(FETCH_ROWS);
            try (ResultSet rows = reader.executeQuery(select)) {
                while (rows.next()) {
                    for (int i = 1; i <= columns.size(); i++) {
                        writer.setObject(i, rows.getObject(i));
                    }
                    writer.addBatch();
                    count++;
                    if (count % BATCH_ROWS == 0) {
                        writer.executeBatch();
                    }
                    if (count % COMMIT_ROWS == 0) {
                        target.commit();
                    }
                }
            }
            if (count % BATCH_ROWS != 0) {
                writer.executeBatch();
            }
            target.commit();
        } finally {
            target.setAutoCommit(true);
        }
        return count;
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
