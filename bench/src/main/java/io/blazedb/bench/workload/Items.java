/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.bench.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The table that every workload uses, and its rows, which follow from their ids. */
final class Items {
    private static final int BATCH_ROWS = 1_000;
    private static final int QUANTITY_MAX = 1_000;
    private static final int PRICE_MAX = 1_000_000;
    private static final int NOTE_MIN = 20;
    private static final int NOTE_SPREAD = 60;
    private static final String TEXT =
            "Kept dry and dark, shipped in boxes of twelve; see the remarks of the supplier about"
                    + " storage above thirty degrees, and the list of substitutes for the winter months of each year.";

    private Items() {}

    static void create(Trial trial, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    trial.peer().createTable() + " item (id " + trial.peer().keyType()
                            + " PRIMARY KEY, name VARCHAR(40) NOT NULL, quantity INTEGER NOT NULL, price BIGINT NOT NULL,"
                            + " note VARCHAR(100))" + trial.peer().tableOptions());
        }
    }

    static PreparedStatement prepareInsert(Connection connection) throws SQLException {
        return connection.prepareStatement("INSERT INTO item (id, name, quantity, price, note) VALUES (?, ?, ?, ?, ?)");
    }

    /** Sets the parameters of an insert to the row of an id. */
    static void set(PreparedStatement insert, long id) throws SQLException {
        insert.setLong(1, id);
        insert.setString(2, name(id));
        insert.setInt(3, quantity(id));
        insert.setLong(4, mix(id * 3) % PRICE_MAX);
        insert.setString(5, note(id));
    }

    /** Fills the table in one transaction. */
    static void load(Connection connection, int rows) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = prepareInsert(connection)) {
            for (int i = 0; i < rows; i++) {
                set(insert, i);
                insert.addBatch();
                if ((i + 1) % BATCH_ROWS == 0 || i + 1 == rows) {
                    insert.executeBatch();
                }
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** Bytes of the values of rows 0 to {@code rows - 1}, without any overhead. */
    static long bytes(int rows) {
        long bytes = 0;
        for (int i = 0; i < rows; i++) {
            bytes += Long.BYTES + name(i).length() + Integer.BYTES + Long.BYTES + note(i).length();
        }
        return bytes;
    }

    static long quantitySum(int rows) {
        long sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += quantity(i);
        }
        return sum;
    }

    /** The only column of the only row of a query. */
    static long single(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** A number that depends on every value of every row. */
    static long checksum(Connection connection) throws SQLException {
        long sum = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, name, quantity, price, note FROM item")) {
            while (rows.next()) {
                sum += mix(rows.getLong(1)
                        + 31L * rows.getString(2).hashCode()
                        + 961L * rows.getInt(3)
                        + 29_791L * rows.getLong(4)
                        + 923_521L * rows.getString(5).hashCode());
            }
        }
        return sum;
    }

    /** Scatters numbers; never negative. */
    static long mix(long value) {
        long mixed = (value + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return (mixed ^ (mixed >>> 31)) >>> 1;
    }

    private static String name(long id) {
        return "item " + id;
    }

    private static int quantity(long id) {
        return (int) (mix(id) % QUANTITY_MAX);
    }

    private static String note(long id) {
        return TEXT.substring(0, NOTE_MIN + (int) (mix(id + 7) % NOTE_SPREAD));
    }
}
