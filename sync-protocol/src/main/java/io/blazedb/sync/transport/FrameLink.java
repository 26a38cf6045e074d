/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.transport;

import io.blazedb.sync.wire.Frame;

/**
 * One connection, as its user sees it.
 *
 * <p>Threading: safe for any number of threads. Frames are sent in the order of the calls.
 */
public interface FrameLink {

    void send(Frame frame);

    /** Whether the other side takes what is sent; if not, what may wait should. */
    boolean isWritable();

    /** Accepts messages of this length from now on: the other side is known. */
    void allow(int messageBytesMax);

    /** A received frame was dealt with; reading goes on when few enough are left. */
    void consumed(Frame frame);

    /** Ends the connection after what was sent. */
    void close();

    /** Address of the other side, for logs. */
    String remote();

    /** Told what happens on connections. Calls for one connection come one after the other, from a thread that must not be held up. */
    interface Handler {
        void opened(FrameLink link);

        void received(FrameLink link, Frame frame);

        /** The other side takes more again. */
        void writable(FrameLink link);

        /** The connection is over; the last call for it. */
        void closed(FrameLink link);
    }
}
