/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a store were made in knowledge of: for each other database, the newest of its commits that anybody who wrote here may have
 * seen. It is changed in the commit that brings the knowledge, or in an earlier one, so that each state of the store tells enough.
 *
 * <pre>
 * key                                   value
 * u32 namespace, u8 1                   a replica's owner, 16 bytes, and the last of its commits that the replica includes whole
 * u32 namespace, u8 2                   the commit that somebody waits for, to see it in the replica
 * u32 namespace, u8 3, 16 database      the newest commit of that database that may be known
 * </pre>
 *
 * Namespace 0 is what this database's own programs read in attached files and served databases.
 */
public final class Causes {
    /** The owner of a replica, and the last of its commits that the replica includes whole. */
    public record Included(UUID owner, long sequence) {}

    private static final byte INCLUDED = 1;
    private static final byte WANTED = 2;
    private static final byte KNOWN = 3;
    private static final int ID_BYTES = 2 * Long.BYTES;
    private static final int ID_AT = Integer.BYTES + 1;

    private Causes() {}

    /** Everything that a state of a store was made in knowledge of. */
    public static Map<UUID, Long> known(ReadTransaction view) {
        return known(view, KeyRange.all());
    }

    /** What one namespace brought. */
    public static Map<UUID, Long> known(ReadTransaction view, int namespace) {
        return known(view, KeyRange.prefix(key(namespace, KNOWN)));
    }

    private static Map<UUID, Long> known(ReadTransaction view, KeyRange range) {
        Map<UUID, Long> known = new HashMap<>();
        try (Cursor cursor = view.scan(CatalogTrees.CAUSES, range)) {
            while (cursor.next()) {
                if (cursor.key().length() == ID_AT + ID_BYTES) {
                    UUID database = id(cursor.key().toByteArray(), ID_AT);
                    known.merge(database, BigEndian.getLong(cursor.value().toByteArray(), 0), Math::max);
                }
            }
        }
        return known;
    }

    /** What a replica includes; null as long as its owner has not told. */
    public static @Nullable Included included(ReadTransaction view, int namespace) {
        byte[] value = view.get(CatalogTrees.CAUSES, key(namespace, INCLUDED));
        return value == null ? null : new Included(id(value, 0), BigEndian.getLong(value, ID_BYTES));
    }

    /** The commit that somebody waits for in a replica; 0 for none. */
    public static long wanted(ReadTransaction view, int namespace) {
        byte[] value = view.get(CatalogTrees.CAUSES, key(namespace, WANTED));
        return value == null ? 0 : BigEndian.getLong(value, 0);
    }

    /** Notes that somebody waits for a commit in a replica. */
    public static void want(WriteTransaction transaction, int namespace, long sequence) {
        transaction.put(CatalogTrees.CAUSES, key(namespace, WANTED), bytes(sequence));
    }

    /**
     * A replica is at what its owner told with its newest rows: what was known before of that namespace does not count any more.
     *
     * @param told the owner's state that the rows are no newer than
     * @param included the last commit that they include whole
     */
    public static void tell(WriteTransaction transaction, int namespace, Moment told, long included) {
        byte[] value = new byte[ID_BYTES + Long.BYTES];
        putId(value, 0, told.database());
        BigEndian.putLong(value, ID_BYTES, included);
        transaction.put(CatalogTrees.CAUSES, key(namespace, INCLUDED), value);
        Map<UUID, Long> wanted = new HashMap<>(told.causes());
        wanted.put(told.database(), told.sequence());
        Map<UUID, Long> present = known(transaction, namespace);
        present.keySet().stream()
                .filter(database -> !wanted.containsKey(database))
                .forEach(database -> transaction.delete(CatalogTrees.CAUSES, key(namespace, database)));
        wanted.forEach((database, sequence) -> {
            if (!sequence.equals(present.get(database))) {
                transaction.put(CatalogTrees.CAUSES, key(namespace, database), bytes(sequence));
            }
        });
    }

    /** Notes what programs of this database read elsewhere, as far as it is newer than what is noted. */
    public static void learn(WriteTransaction transaction, Map<UUID, Long> read) {
        Map<UUID, Long> noted = known(transaction, 0);
        read.forEach((database, sequence) -> {
            if (noted.getOrDefault(database, 0L) < sequence) {
                transaction.put(CatalogTrees.CAUSES, key(0, database), bytes(sequence));
            }
        });
    }

    /** As {@link #learn(WriteTransaction, Map)}, of one state of another database. */
    public static void learn(WriteTransaction transaction, Moment read) {
        Map<UUID, Long> all = new HashMap<>(read.causes());
        all.merge(read.database(), read.sequence(), Math::max);
        learn(transaction, all);
    }

    /** A replica is no longer kept. What was made in knowledge of it stays, and so does that it was known. */
    public static void forget(WriteTransaction transaction, int namespace) {
        Map<UUID, Long> known = known(transaction, namespace);
        List<byte[]> keys = new ArrayList<>();
        byte[] prefix = Arrays.copyOf(key(namespace, KNOWN), Integer.BYTES);
        try (Cursor cursor = transaction.scan(CatalogTrees.CAUSES, KeyRange.prefix(prefix))) {
            while (cursor.next()) {
                keys.add(cursor.key().toByteArray());
            }
        }
        keys.forEach(key -> transaction.delete(CatalogTrees.CAUSES, key));
        learn(transaction, known);
    }

    private static byte[] key(int namespace, byte kind) {
        byte[] key = new byte[ID_AT];
        BigEndian.putInt(key, 0, namespace);
        key[Integer.BYTES] = kind;
        return key;
    }

    private static byte[] key(int namespace, UUID database) {
        byte[] key = Arrays.copyOf(key(namespace, KNOWN), ID_AT + ID_BYTES);
        putId(key, ID_AT, database);
        return key;
    }

    private static byte[] bytes(long sequence) {
        byte[] bytes = new byte[Long.BYTES];
        BigEndian.putLong(bytes, 0, sequence);
        return bytes;
    }

    private static void putId(byte[] into, int at, UUID id) {
        BigEndian.putLong(into, at, id.getMostSignificantBits());
        BigEndian.putLong(into, at + Long.BYTES, id.getLeastSignificantBits());
    }

    private static UUID id(byte[] from, int at) {
        return new UUID(BigEndian.getLong(from, at), BigEndian.getLong(from, at + Long.BYTES));
    }
}
