/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.wire;

/**
 * One unit of what peers say to each other.
 *
 * <pre>
 * offset size field
 * 0      4    length of the body, at most 1 MiB
 * 4      1    type, {@link FrameType#number()}
 * 5      1    flags
 * 6      4    stream: 0 for the session, otherwise the subscription or upload it belongs to
 * 10     n    body
 * </pre>
 *
 * @param type number of the type; may be one that this release does not know
 * @param flags {@link #FLAG_MORE}, {@link #FLAG_OPTIONAL}; others are zero and checked
 * @param stream what it belongs to
 * @param body the message, laid out as its type says; not copied
 */
public record Frame(int type, int flags, int stream, byte[] body) {
    /** The message goes on in the next frame of the same type and stream. */
    public static final int FLAG_MORE = 1;

    /** Whoever does not know the type may skip the frame. */
    public static final int FLAG_OPTIONAL = 2;

    /** Length of what comes before the body. */
    public static final int HEADER_BYTES = 10;

    /** A whole message that must be understood. */
    public static Frame of(FrameType type, int stream, byte[] body) {
        return new Frame(type.number(), 0, stream, body);
    }

    /** A whole message that older peers skip. */
    public static Frame optional(FrameType type, int stream, byte[] body) {
        return new Frame(type.number(), FLAG_OPTIONAL, stream, body);
    }

    public boolean hasMore() {
        return (flags & FLAG_MORE) != 0;
    }

    public boolean isOptional() {
        return (flags & FLAG_OPTIONAL) != 0;
    }

    /** Type, stream and length only: a body may be secret. */
    @Override
    public String toString() {
        return "Frame[type=" + type + ", flags=" + flags + ", stream=" + stream + ", " + body.length + " bytes]";
    }
}
