/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.btree;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.space.Reservation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The tree that the store keeps its own entries in. Trees of users begin at 1. */
public final class SystemTree {
    public static final long ID = 0;
    private static final byte LAYOUT = 'l';
    private static final byte PREPARED = 'p';
    private static final byte RESERVATION = 'r';
    private static final int RESERVATION_KEY_BYTES = 17;

    private SystemTree() {}

    /** Key of the layout of a tree. */
    public static byte[] layoutKey(long tree) {
        byte[] key = new byte[1 + Long.BYTES];
        key[0] = LAYOUT;
        BigEndian.putLong(key, 1, tree);
        return key;
    }

    /** What the keys of undecided transactions begin with. */
    public static byte[] preparedPrefix() {
        return new byte[] {PREPARED};
    }

    /** The private spaces that a checkpoint keeps note of. */
    public static List<Reservation> reservations(Forest forest) {
        List<Reservation> reservations = new ArrayList<>();
        TreeCursor cursor = forest.cursor(ID, KeyRange.prefix(new byte[] {RESERVATION}), false);
        while (cursor.next()) {
            byte[] key = cursor.key().toByteArray();
            if (key.length != RESERVATION_KEY_BYTES) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "reservation");
            }
            ByteBuffer in = ByteBuffer.wrap(key).position(1);
            long high = in.getLong();
            reservations.add(Reservation.decode(
                    new UUID(high, in.getLong()), cursor.value().toByteArray()));
        }
        return reservations;
    }

    /** Whether an entry of a tree says where something is in this very file: it is no part of a copy. */
    public static boolean isOfPlaces(long tree, byte[] key) {
        return tree == ID && key[0] == RESERVATION;
    }

    /** The key of a private space. */
    public static byte[] reservationKey(UUID space) {
        return ByteBuffer.allocate(RESERVATION_KEY_BYTES)
                .put(RESERVATION)
                .putLong(space.getMostSignificantBits())
                .putLong(space.getLeastSignificantBits())
                .array();
    }
}
