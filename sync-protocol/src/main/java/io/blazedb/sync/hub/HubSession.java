/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub;

import io.blazedb.sync.hub.store.ChannelStore;
import io.blazedb.sync.hub.store.KeyBytes;
import io.blazedb.sync.hub.store.SnapshotFile;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.relay.HubMessage;
import io.blazedb.sync.relay.HubMessageCodec;
import io.blazedb.sync.transport.FrameLink;
import io.blazedb.sync.wire.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a hub knows of one connection.
 *
 * <pre>
 * NEW --Hello--> CHALLENGED --Auth--> OPEN        any --violation--> ENDED
 * </pre>
 */
final class HubSession {
    enum Phase {
        NEW,
        CHALLENGED,
        OPEN,
        ENDED
    }

    final FrameLink link;
    final long connectedNanos;
    Phase phase = Phase.NEW;
    byte[] clientNonce = {};
    byte[] hubNonce = {};

    @Nullable
    Credentials credentials;

    byte[] shownCredentials = {};
    KeyBytes device = new KeyBytes(new byte[0]);
    final Map<Integer, KeyBytes> served = new LinkedHashMap<>();
    final Map<Integer, Published> published = new LinkedHashMap<>();
    final Map<Integer, Followed> followed = new LinkedHashMap<>();
    private final List<Frame> replies = new ArrayList<>();

    HubSession(FrameLink link, long connectedNanos) {
        this.link = link;
        this.connectedNanos = connectedNanos;
    }

    /** A channel that this connection publishes. */
    record Published(ChannelStore channel) {}

    /** A database that this connection follows. */
    static final class Followed {
        enum Sending {
            NOTHING,
            SNAPSHOT,
            LOG
        }

        final int stream;
        final KeyBytes address;

        @Nullable
        ChannelStore channel;

        Sending sending = Sending.NOTHING;

        @Nullable
        SnapshotFile snapshot;

        long nextChunk;
        byte[] incarnation = {};
        long sentPosition;
        long credit;
        long frontierTold = -1;
        long appliedPosition = -1;
        HubMessage.@Nullable Standing told;

        Followed(int stream, KeyBytes address) {
            this.stream = stream;
            this.address = address;
        }
    }

    /** Sends a message after the next sync of the store. */
    void reply(int stream, HubMessage message) {
        replies.add(HubMessageCodec.encode(stream, message));
    }

    /** Sends what may be sent now that everything is durable. */
    void flush() {
        for (Frame frame : replies) {
            link.send(frame);
        }
        replies.clear();
        if (phase == Phase.ENDED) {
            link.close();
        }
    }
}
