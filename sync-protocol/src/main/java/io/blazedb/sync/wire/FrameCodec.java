/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.wire;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a stream to messages and back. A decoder belongs to one connection: it cuts frames out of whatever pieces arrive, puts the
 * frames of a long message together again, and allocates nothing on the word of a length field beyond the limits.
 *
 * <p>Failure: FRAME_TOO_LARGE or MALFORMED; the connection must then be closed, the decoder stays unusable.
 */
public final class FrameCodec {
    private static final int FLAGS_KNOWN = Frame.FLAG_MORE | Frame.FLAG_OPTIONAL;

    private int messageBytesMax;
    private byte[] pending = new byte[0];
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private @Nullable Frame unfinished;

    /**
     * A decoder.
     *
     * @param messageBytesMax longest message to accept; raised by {@link #allow} once the peer is known
     */
    public FrameCodec(int messageBytesMax) {
        this.messageBytesMax = messageBytesMax;
    }

    /** Changes the longest message to accept from now on. */
    public void allow(int bytesMax) {
        messageBytesMax = bytesMax;
    }

    /** Header and body of each frame of a message, ready to be written. */
    public static byte[] encode(Frame whole) {
        int size = 0;
        List<Frame> frames = split(whole);
        for (Frame frame : frames) {
            size = Math.addExact(size, Frame.HEADER_BYTES + frame.body().length);
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (Frame frame : frames) {
            buffer.putInt(frame.body().length)
                    .put((byte) frame.type())
                    .put((byte) frame.flags())
                    .putInt(frame.stream())
                    .put(frame.body());
        }
        return buffer.array();
    }

    /** The message as frames within the limit, all but the last with {@link Frame#FLAG_MORE}. */
    public static List<Frame> split(Frame whole) {
        byte[] body = whole.body();
        if (body.length <= Limits.FRAME_BODY_BYTES_MAX) {
            return List.of(whole);
        }
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from < body.length; from += Limits.FRAME_BODY_BYTES_MAX) {
            int to = Math.min(body.length, from + Limits.FRAME_BODY_BYTES_MAX);
            int flags = to < body.length ? whole.flags() | Frame.FLAG_MORE : whole.flags();
            frames.add(new Frame(whole.type(), flags, whole.stream(), Arrays.copyOfRange(body, from, to)));
        }
        return frames;
    }

    /** Takes the next bytes of the stream and returns the messages that are complete now. */
    public List<Frame> decode(byte[] bytes, int offset, int length) {
        byte[] all = pending;
        int from = 0;
        int end = length;
        if (pending.length == 0) {
            all = bytes;
            from = offset;
            end = offset + length;
        } else {
            all = Arrays.copyOf(pending, pending.length + length);
            System.arraycopy(bytes, offset, all, pending.length, length);
            end = all.length;
        }
        List<Frame> messages = new ArrayList<>();
        while (end - from >= Frame.HEADER_BYTES) {
            ByteBuffer header = ByteBuffer.wrap(all, from, Frame.HEADER_BYTES);
            int bodyBytes = header.getInt();
            int type = header.get() & 0xff;
            int flags = header.get() & 0xff;
            int stream = header.getInt();
            if (bodyBytes < 0 || bodyBytes > Limits.FRAME_BODY_BYTES_MAX || bodyBytes > messageBytesMax) {
                throw new SyncException(SyncErrorCode.FRAME_TOO_LARGE, "type=" + type + ", bytes=" + bodyBytes);
            }
            if ((flags & ~FLAGS_KNOWN) != 0) {
                throw WireReader.malformed("flags=" + flags);
            }
            if (end - from - Frame.HEADER_BYTES < bodyBytes) {
                break;
            }
            int bodyFrom = from + Frame.HEADER_BYTES;
            Frame frame = new Frame(type, flags, stream, Arrays.copyOfRange(all, bodyFrom, bodyFrom + bodyBytes));
            from = bodyFrom + bodyBytes;
            Frame complete = join(frame);
            if (complete != null) {
                messages.add(complete);
            }
        }
        pending = from == end ? new byte[0] : Arrays.copyOfRange(all, from, end);
        return messages;
    }

    private @Nullable Frame join(Frame frame) {
        Frame begun = unfinished;
        if (begun == null && !frame.hasMore()) {
            return frame;
        }
        if (begun != null && (begun.type() != frame.type() || begun.stream() != frame.stream())) {
            throw WireReader.malformed("interleaved type=" + frame.type());
        }
        if ((long) message.size() + frame.body().length > messageBytesMax) {
            throw new SyncException(SyncErrorCode.FRAME_TOO_LARGE, "type=" + frame.type() + ", message");
        }
        message.writeBytes(frame.body());
        if (frame.hasMore()) {
            unfinished = frame;
            return null;
        }
        Frame whole = new Frame(frame.type(), frame.flags(), frame.stream(), message.toByteArray());
        message.reset();
        unfinished = null;
        return whole;
    }
}
