/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.Extent;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Pages that a transaction has to itself, as a checkpoint keeps note of them.
 *
 * <pre>
 * offset size field
 *      0    1 state: 0 in use by its transaction, 1 prepared, 2 committed
 *      1    8 committed: frame of the commit record; else 0
 *      9 12*n extents: first page u64, pages u32
 * </pre>
 *
 * @param space the private space
 * @param state what became of the transaction
 * @param frame when committed: the frame that the commit record ends with
 * @param extents the pages
 */
public record Reservation(UUID space, State state, long frame, List<Extent> extents) {
    private static final int FIXED_BYTES = 9;
    private static final int EXTENT_BYTES = 12;

    /** What became of the transaction. */
    public enum State {
        OPEN(0),
        PREPARED(1),
        COMMITTED(2);

        private final int code;

        State(int code) {
            this.code = code;
        }

        static State of(int code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            throw damaged();
        }
    }

    public Reservation {
        extents = List.copyOf(extents);
    }

    public Reservation with(List<Extent> more) {
        List<Extent> all = new ArrayList<>(extents);
        all.addAll(more);
        return new Reservation(space, state, frame, all);
    }

    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + EXTENT_BYTES * extents.size());
        out.put((byte) state.code).putLong(frame);
        extents.forEach(extent -> out.putLong(extent.firstPage()).putInt(extent.pages()));
        return out.array();
    }

    /** CORRUPTED if it does not parse. */
    public static Reservation decode(UUID space, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int state = in.get();
            long frame = in.getLong();
            if (in.remaining() % EXTENT_BYTES != 0) {
                throw damaged();
            }
            List<Extent> extents = new ArrayList<>();
            while (in.hasRemaining()) {
                extents.add(new Extent(in.getLong(), in.getInt()));
            }
            return new Reservation(space, State.of(state), frame, extents);
        } catch (BufferUnderflowException e) {
            throw damaged();
        }
    }

    private static StoreException damaged() {
        return new StoreException(StoreErrorCode.CORRUPTED, "reservation");
    }
}
