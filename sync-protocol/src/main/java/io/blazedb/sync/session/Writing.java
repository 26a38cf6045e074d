/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.Intent;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The owner's end of what one peer writes. Intents are applied in the order in which they come; one that is not the next of its queue makes the owner say again
 * where it is.
 *
 * <p>Threading: one thread at a time.
 */
final class Writing {
    /** Intents that are applied before their outcomes are sent. */
    private static final int APPLIED_AT_ONCE = 16;

    private final PublisherSession.Writes owner;
    private final Credentials peer;
    private final int stream;
    private final UUID queue;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;

    Writing(PublisherSession.Writes owner, Credentials peer, Frame open) {
        this.owner = owner;
        this.peer = peer;
        this.stream = open.stream();
        WireReader reader = new WireReader(open.body());
        this.queue = new UUID(reader.u64(), reader.u64());
        reader.end();
    }

    int stream() {
        return stream;
    }

    /** Says what may be written now. */
    void tell(List<Frame> out) {
        out.add(Frame.of(FrameType.WRITE_TERMS, stream, owner.terms(peer, queue).encode()));
    }

    void onIntent(Frame frame) {
        waiting.add(frame.body());
        waitingBytes += frame.body().length;
        if (waiting.size() > 2 * Limits.INTENTS_SENT_MAX
                || (waiting.size() > 1 && waitingBytes > 2L * Limits.MESSAGE_BYTES_MAX)) {
            throw new SyncException(SyncErrorCode.OVERLOADED, "intents");
        }
    }

    /** Applies some intents, durably, and says what became of them. */
    void pump(List<Frame> out, @Nullable ChannelFeed feed) {
        List<IntentOutcome> outcomes = new ArrayList<>();
        boolean gap = false;
        while (!waiting.isEmpty() && outcomes.size() < APPLIED_AT_ONCE && !gap) {
            byte[] body = waiting.remove();
            waitingBytes -= body.length;
            Intent intent = Intent.decode(body);
            if (!intent.queue().equals(queue)) {
                throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "intent of another queue");
            }
            IntentOutcome outcome = owner.apply(peer, intent);
            gap = outcome == null;
            if (outcome != null) {
                outcomes.add(outcome);
            }
        }
        SyncPosition reached = outcomes.isEmpty() || feed == null ? null : head(feed);
        for (IntentOutcome outcome : outcomes) {
            IntentOutcome told = reached == null ? outcome : outcome.visibleAt(reached);
            out.add(Frame.of(FrameType.INTENT_OUTCOME, stream, told.encode()));
        }
        if (gap) {
            waiting.clear();
            waitingBytes = 0;
            tell(out);
        }
    }

    /** Where the channel is now, what was just applied included; null if its rules are changing, and it will begin anew. */
    private static @Nullable SyncPosition head(ChannelFeed feed) {
        try {
            return feed.head();
        } catch (SyncException e) {
            if (e.code() == SyncErrorCode.CLOSED) {
                return null;
            }
            throw e;
        }
    }
}
