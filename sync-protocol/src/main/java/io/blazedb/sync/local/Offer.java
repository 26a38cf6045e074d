/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.local;

import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.identity.HomeFiles;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an app says, in a small file beside its {@link Announcement}, that others can attach: a publication that is granted to somebody. It stays
 * when the app ends. A hint like the announcement: what somebody gets, the app decides when it is asked, and what is in it only then says which
 * tables and columns there are, because the file is not encrypted.
 *
 * <pre>
 * u8 version=1, count, then for each: text publication; count, then for each grantee: text kind, name
 * </pre>
 *
 * @param publication its name
 * @param grantees whom it is granted to
 */
public record Offer(String publication, List<Grantee> grantees) {
    private static final int VERSION = 1;
    private static final int OFFERS_MAX = 10_000;
    private static final String SUFFIX = ".offers";

    /**
     * Whom something is granted to.
     *
     * @param kind the words of GRANT, such as {@code APP GROUP}
     * @param name empty for those without
     */
    public record Grantee(String kind, String name) {
        @Override
        public String toString() {
            return name.isEmpty() ? kind : kind + " '" + name + "'";
        }
    }

    public Offer {
        grantees = List.copyOf(grantees);
    }

    /** Whether it is for an app of this home that belongs to a group. */
    public boolean isFor(Home home, String group, String app) {
        return grantees.stream().anyMatch(grantee -> switch (grantee.kind) {
            case "PUBLIC", "SAME USER" -> true;
            case "APP" -> grantee.name.equals(app);
            case "APP GROUP" -> grantee.name.equals(group);
            case "USER" -> grantee.name.equals(home.userId());
            default -> false;
        });
    }

    /** Replaces what is said of a database. */
    public static void write(Home home, String group, String app, String database, List<Offer> offers) {
        WireWriter writer = new WireWriter().u8(VERSION).varint(offers.size());
        for (Offer offer : offers) {
            writer.text(offer.publication).varint(offer.grantees.size());
            offer.grantees.forEach(grantee -> writer.text(grantee.kind).text(grantee.name));
        }
        HomeFiles.write(file(home, group, app, database), writer.toByteArray());
    }

    /** What is offered of a database, by publication; nothing if nobody has said anything that can be read. */
    public static List<Offer> of(Home home, Announcement announced) {
        byte[] contents = HomeFiles.read(file(home, announced.group(), announced.app(), announced.database()));
        if (contents == null) {
            return List.of();
        }
        try {
            return decode(new WireReader(contents));
        } catch (SyncException e) {
            return List.of();
        }
    }

    private static List<Offer> decode(WireReader reader) {
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("offers version");
        }
        List<Offer> offers = new ArrayList<>();
        for (int left = reader.count(OFFERS_MAX); left > 0; left--) {
            String publication = reader.text(Limits.NAME_BYTES_MAX);
            List<Grantee> grantees = new ArrayList<>();
            for (int more = reader.count(OFFERS_MAX); more > 0; more--) {
                grantees.add(new Grantee(reader.text(Limits.NAME_BYTES_MAX), reader.text(Limits.NAME_BYTES_MAX)));
            }
            offers.add(new Offer(publication, grantees));
        }
        reader.end();
        return offers;
    }

    private static Path file(Home home, String group, String app, String database) {
        return home.runDirectory().resolve(Announcement.fileName(group, app, database) + SUFFIX);
    }
}
