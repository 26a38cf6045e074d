/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.tck.lobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.blazedb.tck.support.Chapter;
import io.blazedb.tck.support.Check;
import io.blazedb.tck.support.Scratch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;

/** Values of BLOB and CLOB columns: locators, streams, positions, which count from 1. */
public final class LargeObjectChecks {
    /** So long that a driver will hardly keep it in the row. */
    private static final int LENGTH = 3_000_000;

    private LargeObjectChecks() {}

    @FunctionalInterface
    private interface BlobCheck {
        void run(Blob blob, byte[] content) throws Exception;
    }

    @FunctionalInterface
    private interface ClobCheck {
        void run(Clob clob, String content) throws Exception;
    }

    public static Chapter chapter() {
        Chapter chapter = new Chapter("large objects");
        blobs(chapter);
        clobs(chapter);
        chapter.add("createBlob is filled and stored", LargeObjectChecks::filledBlob)
                .add("createBlob is filled by a stream", LargeObjectChecks::streamedBlob)
                .add("createBlob takes a part of an array", LargeObjectChecks::partOfArray)
                .add("a new Blob is truncated", LargeObjectChecks::truncatedBlob)
                .add("createClob is filled and stored", LargeObjectChecks::filledClob)
                .add("createClob is filled by a writer", LargeObjectChecks::writtenClob)
                .add("a new Clob is truncated", LargeObjectChecks::truncatedClob)
                .add("a stream of unknown length is stored", scratch -> streamed(scratch, false))
                .add("a stream of known length is stored", scratch -> streamed(scratch, true))
                .add("a reader of unknown length is stored", scratch -> read(scratch, false))
                .add("a reader of known length is stored", scratch -> read(scratch, true))
                .add("NULL is no Blob and no Clob", LargeObjectChecks::nulls)
                .add("a Blob of one row is stored in another", LargeObjectChecks::copied)
                .add("a failed stream leaves no row", LargeObjectChecks::failingStream)
                .add("a freed Blob fails", LargeObjectChecks::freed)
                .add("ResultSetMetaData and getColumns agree on the type", LargeObjectChecks::types);
        return chapter;
    }

    private static void blobs(Chapter chapter) {
        blob(chapter, "Blob.length", (blob, content) -> assertEquals(content.length, blob.length()));
        blob(
                chapter,
                "Blob.getBytes in the middle",
                (blob, content) -> assertArrayEquals(
                        Arrays.copyOfRange(content, 1_000_000, 1_000_100), blob.getBytes(1_000_001, 100)));
        blob(
                chapter,
                "Blob.getBytes over the end is short",
                (blob, content) -> assertArrayEquals(
                        Arrays.copyOfRange(content, LENGTH - 5, LENGTH), blob.getBytes(LENGTH - 4, 100)));
        blob(chapter, "Blob.getBytes of nothing", (blob, content) -> assertEquals(0, blob.getBytes(1, 0).length));
        blob(
                chapter,
                "Blob.getBytes before the beginning fails",
                (blob, content) -> assertThrows(SQLException.class, () -> blob.getBytes(0, 1)));
        blob(
                chapter,
                "Blob.getBytes of a negative length fails",
                (blob, content) -> assertThrows(SQLException.class, () -> blob.getBytes(1, -1)));
        blob(chapter, "Blob.getBinaryStream has it all", (blob, content) -> {
            try (InputStream stream = blob.getBinaryStream()) {
                assertArrayEquals(content, stream.readAllBytes());
            }
        });
        blob(chapter, "Blob.getBinaryStream of a part", (blob, content) -> {
            try (InputStream stream = blob.getBinaryStream(500_001, 70_000)) {
                assertArrayEquals(Arrays.copyOfRange(content, 500_000, 570_000), stream.readAllBytes());
            }
        });
        blob(
                chapter,
                "Blob.getBinaryStream beyond the end fails",
                (blob, content) -> assertThrows(SQLException.class, () -> blob.getBinaryStream(LENGTH, 2)));
        blob(chapter, "Blob.getBinaryStream skips", (blob, content) -> {
            try (InputStream stream = blob.getBinaryStream()) {
                stream.skipNBytes(2_000_000);
                assertEquals(content[2_000_000] & 0xff, stream.read());
            }
        });
        blob(chapter, "Blob.position of bytes", (blob, content) -> {
            byte[] wanted = Arrays.copyOfRange(content, 2_345_678, 2_345_698);
            assertEquals(2_345_679, blob.position(wanted, 1));
            assertEquals(-1, blob.position(wanted, 2_345_680));
        });
    }

    private static void clobs(Chapter chapter) {
        clob(
                chapter,
                "Clob.length counts characters",
                (clob, content) -> assertEquals(content.length(), clob.length()));
        clob(
                chapter,
                "Clob.getSubString in the middle",
                (clob, content) ->
                        assertEquals(content.substring(1_000_000, 1_000_100), clob.getSubString(1_000_001, 100)));
        clob(
                chapter,
                "Clob.getSubString over the end is short",
                (clob, content) -> assertEquals(content.substring(LENGTH - 5), clob.getSubString(LENGTH - 4, 100)));
        clob(chapter, "Clob.getSubString backwards", (clob, content) -> {
            assertEquals(content.substring(2_000_000, 2_000_010), clob.getSubString(2_000_001, 10));
            assertEquals(content.substring(10, 20), clob.getSubString(11, 10));
        });
        clob(
                chapter,
                "Clob.getSubString before the beginning fails",
                (clob, content) -> assertThrows(SQLException.class, () -> clob.getSubString(0, 1)));
        clob(chapter, "Clob.getCharacterStream has it all", (clob, content) -> {
            try (Reader reader = clob.getCharacterStream()) {
                assertEquals(content, all(reader));
            }
        });
        clob(chapter, "Clob.getCharacterStream of a part", (clob, content) -> {
            try (Reader reader = clob.getCharacterStream(500_001, 70_000)) {
                assertEquals(content.substring(500_000, 570_000), all(reader));
            }
        });
        clob(chapter, "Clob.getAsciiStream", (clob, content) -> {
            try (InputStream stream = clob.getAsciiStream()) {
                assertEquals(content.substring(0, 4), new String(stream.readNBytes(4), StandardCharsets.US_ASCII));
            }
        });
        clob(chapter, "Clob.position of a text", (clob, content) -> {
            String wanted = content.substring(2_345_678, 2_345_698);
            assertEquals(content.indexOf(wanted) + 1L, clob.position(wanted, 1));
            assertEquals(-1, clob.position("not there", 1));
        });
    }

    private static void blob(Chapter chapter, String name, BlobCheck body) {
        chapter.add(name, scratch -> {
            byte[] content = bytes();
            String table = table(scratch, Types.BLOB, "BLOB");
            insert(scratch, table, (statement) -> statement.setBytes(2, content));
            eachOrder(scratch, table, row -> body.run(row.getBlob(1), content));
        });
    }

    private static void clob(Chapter chapter, String name, ClobCheck body) {
        chapter.add(name, scratch -> {
            String content = text();
            String table = table(scratch, Types.CLOB, "CLOB");
            insert(scratch, table, statement -> statement.setCharacterStream(2, new StringReader(content)));
            eachOrder(scratch, table, row -> body.run(row.getClob(1), content));
        });
    }

    @FunctionalInterface
    private interface Setter {
        void set(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    private interface RowCheck {
        void run(ResultSet row) throws Exception;
    }

    private static String table(Scratch scratch, int type, String name) throws SQLException {
        return scratch.table("(id INTEGER PRIMARY KEY, v " + scratch.type(type, name) + ")");
    }

    private static void insert(Scratch scratch, String table, Setter value) throws SQLException {
        insert(scratch, table, 1, value);
    }

    private static void insert(Scratch scratch, String table, int id, Setter value) throws SQLException {
        try (PreparedStatement insert =
                scratch.connection().prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
            insert.setInt(1, id);
            value.set(insert);
            assertEquals(1, insert.executeUpdate());
        }
    }

    /** Runs the check on the row within a transaction, as some drivers want it for locators. */
    private static void eachOrder(Scratch scratch, String table, RowCheck check) throws Exception {
        scratch.connection().setAutoCommit(false);
        try (PreparedStatement select =
                        scratch.connection().prepareStatement("SELECT v FROM " + table + " WHERE id = 1");
                ResultSet rows = select.executeQuery()) {
            assertTrue(rows.next());
            check.run(rows);
        }
        scratch.connection().commit();
        scratch.connection().setAutoCommit(true);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        int state = 7;
        for (int i = 0; i < LENGTH; i++) {
            state = state * 1_103_515_245 + 12_345;
            bytes[i] = (byte) (state >> 16);
        }
        return bytes;
    }

    private static String text() {
        StringBuilder text = new StringBuilder(LENGTH + 40);
        for (int i = 0; text.length() < LENGTH; i++) {
            text.append("line ").append(i).append(" with ä and €; ");
        }
        text.setLength(LENGTH);
        return text.toString();
    }

    private static String all(Reader reader) throws Exception {
        java.io.StringWriter text = new java.io.StringWriter();
        reader.transferTo(text);
        return text.toString();
    }

    private static void filledBlob(Scratch scratch) throws Exception {
        Blob blob = scratch.connection().createBlob();
        assertEquals(4, blob.setBytes(1, new byte[] {1, 2, 3, 4}));
        assertEquals(4, blob.length());
        storeBlob(scratch, blob, new byte[] {1, 2, 3, 4});
    }

    private static void streamedBlob(Scratch scratch) throws Exception {
        Blob blob = scratch.connection().createBlob();
        try (OutputStream stream = blob.setBinaryStream(1)) {
            stream.write(new byte[] {6, 7, 8});
        }
        storeBlob(scratch, blob, new byte[] {6, 7, 8});
    }

    private static void truncatedBlob(Scratch scratch) throws Exception {
        Blob blob = scratch.connection().createBlob();
        blob.setBytes(1, new byte[] {1, 2, 3, 4});
        blob.truncate(2);
        assertEquals(2, blob.length());
        storeBlob(scratch, blob, new byte[] {1, 2});
    }

    private static void partOfArray(Scratch scratch) throws Exception {
        Blob blob = scratch.connection().createBlob();
        assertEquals(2, blob.setBytes(1, new byte[] {9, 4, 5, 9}, 1, 2));
        storeBlob(scratch, blob, new byte[] {4, 5});
    }

    private static void storeBlob(Scratch scratch, Blob blob, byte[] content) throws Exception {
        String table = table(scratch, Types.BLOB, "BLOB");
        insert(scratch, table, statement -> statement.setBlob(2, blob));
        eachOrder(scratch, table, row -> assertArrayEquals(content, row.getBytes(1)));
    }

    private static void filledClob(Scratch scratch) throws Exception {
        Clob clob = scratch.connection().createClob();
        assertEquals(4, clob.setString(1, "abcd"));
        assertEquals(4, clob.length());
        storeClob(scratch, clob, "abcd");
    }

    private static void writtenClob(Scratch scratch) throws Exception {
        Clob clob = scratch.connection().createClob();
        try (Writer writer = clob.setCharacterStream(1)) {
            writer.write("fgh");
        }
        storeClob(scratch, clob, "fgh");
    }

    private static void truncatedClob(Scratch scratch) throws Exception {
        Clob clob = scratch.connection().createClob();
        clob.setString(1, "abcd");
        clob.truncate(2);
        assertEquals(2, clob.length());
        storeClob(scratch, clob, "ab");
    }

    private static void storeClob(Scratch scratch, Clob clob, String content) throws Exception {
        String table = table(scratch, Types.CLOB, "CLOB");
        insert(scratch, table, statement -> statement.setClob(2, clob));
        eachOrder(scratch, table, row -> assertEquals(content, row.getString(1)));
    }

    private static void streamed(Scratch scratch, boolean known) throws Exception {
        byte[] content = bytes();
        String table = table(scratch, Types.BLOB, "BLOB");
        insert(scratch, table, statement -> {
            InputStream stream = new ByteArrayInputStream(content);
            if (known) {
                statement.setBinaryStream(2, stream, (long) LENGTH);
            } else {
                statement.setBinaryStream(2, stream);
            }
        });
        eachOrder(scratch, table, row -> {
            try (InputStream stream = row.getBinaryStream(1)) {
                assertArrayEquals(content, stream.readAllBytes());
            }
        });
    }

    private static void read(Scratch scratch, boolean known) throws Exception {
        String content = text();
        String table = table(scratch, Types.CLOB, "CLOB");
        insert(scratch, table, statement -> {
            if (known) {
                statement.setCharacterStream(2, new StringReader(content), (long) LENGTH);
            } else {
                statement.setCharacterStream(2, new StringReader(content));
            }
        });
        eachOrder(scratch, table, row -> {
            try (Reader reader = row.getCharacterStream(1)) {
                assertEquals(content, all(reader));
            }
        });
    }

    private static void nulls(Scratch scratch) throws Exception {
        for (int type : new int[] {Types.BLOB, Types.CLOB}) {
            String table = table(scratch, type, type == Types.BLOB ? "BLOB" : "CLOB");
            insert(scratch, table, statement -> statement.setNull(2, type));
            Check noObject = unused -> eachOrder(scratch, table, row -> {
                assertNull(type == Types.BLOB ? row.getBlob(1) : row.getClob(1));
                assertTrue(row.wasNull());
            });
            noObject.run(scratch);
        }
    }

    private static void copied(Scratch scratch) throws Exception {
        byte[] content = bytes();
        String table = table(scratch, Types.BLOB, "BLOB");
        insert(scratch, table, statement -> statement.setBytes(2, content));
        eachOrder(scratch, table, row -> {
            Blob blob = row.getBlob(1);
            insert(scratch, table, 2, statement -> statement.setBlob(2, blob));
        });
        scratch.update("DELETE FROM " + table + " WHERE id = 1");
        scratch.update("UPDATE " + table + " SET id = 1");
        eachOrder(scratch, table, row -> assertArrayEquals(content, row.getBytes(1)));
    }

    private static void failingStream(Scratch scratch) throws Exception {
        String table = table(scratch, Types.BLOB, "BLOB");
        InputStream end = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("broken");
            }
        };
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(new byte[LENGTH]), end);
        assertThrows(
                SQLException.class,
                () -> insert(scratch, table, statement -> statement.setBinaryStream(2, failing, LENGTH + 10L)));
        assertEquals(0, scratch.count(table));
    }

    private static void freed(Scratch scratch) throws SQLException {
        Blob blob = scratch.connection().createBlob();
        blob.free();
        blob.free();
        assertThrows(SQLException.class, blob::length);
        Clob clob = scratch.connection().createClob();
        clob.free();
        assertThrows(SQLException.class, clob::length);
    }

    private static void types(Scratch scratch) throws Exception {
        String table = table(scratch, Types.BLOB, "BLOB");
        insert(scratch, table, statement -> statement.setBytes(2, new byte[] {1}));
        int type;
        try (ResultSet columns =
                scratch.connection().getMetaData().getColumns(null, null, scratch.stored(table), scratch.stored("v"))) {
            assertTrue(columns.next());
            type = columns.getInt("DATA_TYPE");
        }
        eachOrder(scratch, table, row -> {
            assertEquals(type, row.getMetaData().getColumnType(1));
            assertInstanceOf(Class.forName(row.getMetaData().getColumnClassName(1)), row.getObject(1));
        });
    }
}
