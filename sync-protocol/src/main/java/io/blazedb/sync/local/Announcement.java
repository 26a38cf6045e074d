/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.local;

import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.identity.HomeFiles;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A small file in the home directory by which an app says what it publishes and where it listens. It stays when the app ends, so that others can
 * tell a database that is offline from one that never was. It is a hint only: who answers at the socket has to prove who it is.
 *
 * <pre>
 * u8 version=1, text group, app, database, 16 database id, text user id, text socket, u64 process id, u64 since (microseconds)
 * </pre>
 *
 * @param group the app group; empty for none
 * @param app the app's name
 * @param database the database's name
 * @param databaseId the database's id
 * @param userId fingerprint of the user's key
 * @param socket path of the socket
 * @param processId process that listens
 * @param sinceMicros when it began to
 */
public record Announcement(
        String group,
        String app,
        String database,
        UUID databaseId,
        String userId,
        String socket,
        long processId,
        long sinceMicros) {
    private static final int VERSION = 1;
    private static final String SUFFIX = ".app";
    private static final int PATH_BYTES_MAX = 4_096;

    /** The file name, without ending, for a published database. */
    public static String fileName(String group, String app, String database) {
        return Home.hash(group + '\0' + app + '\0' + database);
    }

    /** Writes the announcement, replacing an older one. */
    public void write(Home home) {
        HomeFiles.write(home.runDirectory().resolve(fileName(group, app, database) + SUFFIX), encode());
    }

    /** The announcement of a database, if there ever was one. */
    public static Optional<Announcement> find(Home home, String group, String app, String database) {
        return read(home.runDirectory().resolve(fileName(group, app, database) + SUFFIX));
    }

    /** All announcements of a home. */
    public static List<Announcement> list(Home home) {
        List<Announcement> found = new ArrayList<>();
        for (Path file : HomeFiles.list(home.runDirectory(), SUFFIX)) {
            read(file).ifPresent(found::add);
        }
        return found;
    }

    /** What ATTACH takes. */
    public String source() {
        return "app://" + escaped(group) + "/" + escaped(app) + "/" + escaped(database);
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Whether the process that listens lives, as far as can be told without asking it. */
    public boolean isRunning() {
        return ProcessHandle.of(processId).isPresent() && Files.exists(Path.of(socket));
    }

    private static Optional<Announcement> read(Path file) {
        byte[] contents = HomeFiles.read(file);
        if (contents == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(decode(contents));
        } catch (SyncException e) {
            // A hint that cannot be read is no hint.
            return Optional.empty();
        }
    }

    private byte[] encode() {
        return new WireWriter()
                .u8(VERSION)
                .text(group)
                .text(app)
                .text(database)
                .u64(databaseId.getMostSignificantBits())
                .u64(databaseId.getLeastSignificantBits())
                .text(userId)
                .text(socket)
                .u64(processId)
                .u64(sinceMicros)
                .toByteArray();
    }

    private static Announcement decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("announcement version");
        }
        Announcement announcement = new Announcement(
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.NAME_BYTES_MAX),
                new UUID(reader.u64(), reader.u64()),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(PATH_BYTES_MAX),
                reader.u64(),
                reader.u64());
        reader.end();
        return announcement;
    }
}
