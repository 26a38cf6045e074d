/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.sync.subscription.Intent;
import io.blazedb.sync.subscription.IntentOutcome;
import io.blazedb.sync.subscription.IntentSource;
import io.blazedb.sync.subscription.WriteTerms;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The writer's end: sends what waits in the queue, a bounded amount ahead of its outcomes, and from the oldest undecided intent whenever the owner says where it
 * is.
 *
 * <pre>
 * CLOSED --open()--&gt; ASKED --WRITE_TERMS--&gt; OPEN --WRITE_TERMS--&gt; OPEN, from the oldest again
 * </pre>
 *
 * <p>Threading: one thread at a time.
 */
final class Intents {
    private record Sent(long sequence, long bytes) {}

    private final IntentSource source;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final List<IntentOutcome> outcomes = new ArrayList<>();
    private long lastSent;
    private long sentBytes;
    private boolean open;
    private int stream;

    Intents(IntentSource source) {
        this.source = source;
    }

    /** Asks for the terms, on a stream. */
    void open(int onStream, List<Frame> out) {
        stream = onStream;
        open = false;
        restart();
        byte[] queue = new WireWriter(16)
                .u64(source.queue().getMostSignificantBits())
                .u64(source.queue().getLeastSignificantBits())
                .toByteArray();
        out.add(Frame.of(FrameType.WRITE_OPEN, stream, queue));
    }

    void unsupported() {
        source.unsupported();
    }

    void onTerms(Frame frame) {
        settle();
        source.terms(WriteTerms.decode(frame.body()));
        open = true;
        restart();
    }

    void onOutcome(Frame frame) {
        outcomes.add(IntentOutcome.decode(frame.body()));
    }

    /** Makes what was told durable. */
    void settle() {
        if (outcomes.isEmpty()) {
            return;
        }
        long last = 0;
        for (IntentOutcome outcome : outcomes) {
            last = Math.max(last, outcome.sequence());
        }
        source.decided(outcomes);
        outcomes.clear();
        while (!sent.isEmpty() && sent.peek().sequence <= last) {
            sentBytes -= sent.remove().bytes;
        }
    }

    /** Sends what may be sent now. */
    void pump(List<Frame> out) {
        if (!open) {
            return;
        }
        while (sent.size() < Limits.INTENTS_SENT_MAX && sentBytes < Limits.INTENTS_SENT_BYTES_MAX) {
            List<Intent> more = source.after(
                    lastSent, Limits.INTENTS_SENT_MAX - sent.size(), Limits.INTENTS_SENT_BYTES_MAX - sentBytes);
            if (more.isEmpty()) {
                return;
            }
            for (Intent intent : more) {
                byte[] body = intent.encode();
                out.add(Frame.of(FrameType.INTENT, stream, body));
                sent.add(new Sent(intent.sequence(), body.length));
                sentBytes += body.length;
                lastSent = intent.sequence();
            }
        }
    }

    private void restart() {
        sent.clear();
        sentBytes = 0;
        lastSent = 0;
    }
}
