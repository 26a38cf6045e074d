/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.storage.Registration;
import io.blazedb.sync.crypto.payload.ChannelKey;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.relay.HubMessage;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.ChannelId;
import io.blazedb.sync.subscription.ChannelRecord;
import io.blazedb.sync.subscription.SnapshotChunk;
import io.blazedb.sync.subscription.SyncPosition;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One channel on its way to a hub: brings the hub's epoch, devices, snapshot and log to where the publisher's are.
 *
 * <pre>
 * IDLE --connected: OpenChannel--&gt; OPENING --Head--&gt; READY --epoch, device or snapshot sent--&gt; OPENING --Head--&gt; READY
 * READY: records are sent as they come, within a window
 * any --connection lost--&gt; IDLE
 * </pre>
 *
 * <p>Invariant: an epoch's key and members are durable here before the hub hears of them, and a record is sealed only under the epoch
 * that fits the grants which its feed was opened under.
 *
 * <p>Threading: the uploader's thread.
 */
final class ChannelUpload {
    private static final int BATCH_BYTES = 512 << 10;
    private static final long WINDOW_BYTES = 4L << 20;

    /** A log longer than this, and than some snapshots, gives way to a new snapshot. */
    private static final long LOG_BYTES_MIN = 8L << 20;

    private static final int LOG_SNAPSHOTS_MAX = 4;

    private final ChannelId id;
    private final AppIdentity publisher;
    private final EpochStore epochs;
    private final SecureRandom random;
    private final Map<String, Credentials> members = new LinkedHashMap<>();
    private @Nullable ChannelEpoch epoch;
    private SealedChannel.@Nullable Sealing sealing;
    private @Nullable ChannelFeed feed;
    private @Nullable Registration listening;

    private int stream;
    private int headsAwaited;
    private HubMessage.@Nullable Head head;
    private @Nullable SyncPosition sent;
    private boolean snapshotWanted;
    private long sentPosition = -1;
    private long acknowledgedPosition = -1;
    private long unacknowledgedBytes;
    private long logBytes;
    private boolean forked;

    ChannelUpload(
            ChannelId id, AppIdentity publisher, EpochStore epochs, @Nullable ChannelEpoch kept, SecureRandom random) {
        this.id = id;
        this.publisher = publisher;
        this.epochs = epochs;
        this.epoch = kept;
        this.random = random;
    }

    /** Sets who takes part and what they get. Whoever is left out makes a new epoch, before anything else is sealed. */
    void grant(Map<String, Credentials> granted, @Nullable ChannelFeed next, ChannelFeed.Listener listener) {
        dropFeed();
        members.clear();
        members.putAll(granted);
        ChannelEpoch present = epoch;
        if (present == null) {
            if (!granted.isEmpty()) {
                turnTo(ChannelEpoch.first(1, granted.keySet(), random));
            }
        } else if (!granted.keySet().containsAll(present.devices())) {
            turnTo(present.next(present.number() + 1, granted.keySet(), random));
        } else if (!present.devices().equals(granted.keySet())) {
            ChannelEpoch more = present.with(granted.keySet());
            epochs.save(id, more);
            epoch = more;
        }
        feed = next;
        listening = next == null ? null : next.listen(listener);
    }

    private void turnTo(ChannelEpoch next) {
        epochs.save(id, next);
        epoch = next;
        sealing = null;
    }

    boolean hasFeed() {
        return feed != null;
    }

    /** Whether the hub has everything. */
    boolean isCurrent() {
        ChannelFeed present = feed;
        SyncPosition at = sent;
        if (present == null || at == null || head == null || headsAwaited > 0) {
            return false;
        }
        try {
            SyncPosition own = present.head();
            return own.incarnation().equals(at.incarnation()) && acknowledgedPosition >= own.position();
        } catch (SyncException e) {
            return false;
        }
    }

    long acknowledgedPosition() {
        return acknowledgedPosition;
    }

    /** A new connection: everything about the hub is asked for again. */
    void connected(HubConnection hub, int onStream, byte[] databaseHash) {
        stream = onStream;
        head = null;
        sent = null;
        unacknowledgedBytes = 0;
        sentPosition = -1;
        headsAwaited = 1;
        hub.send(stream, new HubMessage.OpenChannel(databaseHash, id.toByteArray()));
    }

    void take(HubMessage message) {
        if (message instanceof HubMessage.Head m) {
            headsAwaited--;
            head = m;
            logBytes = m.logBytes();
            if (m.tail() != null) {
                recognize(m, m.tail());
            } else if (m.snapshotPosition() < 0) {
                snapshotWanted = true;
            }
            acknowledgedPosition = Math.max(-1, m.last());
        } else if (message instanceof HubMessage.Published m) {
            acknowledgedPosition = m.last();
            if (m.last() >= sentPosition) {
                unacknowledgedBytes = 0;
            }
        } else if (message instanceof HubMessage.Failure m) {
            SyncException failure = HubConnection.failureOf(m);
            if (failure.code() == SyncErrorCode.QUOTA_EXCEEDED) {
                snapshotWanted = true;
            }
            throw failure;
        } else {
            throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "");
        }
    }

    /** Finds the own place in what the hub holds; what cannot be recognized is replaced by a snapshot under a new epoch. */
    private void recognize(HubMessage.Head at, HubMessage.Tail tail) {
        ChannelEpoch present = epoch;
        if (present == null) {
            return;
        }
        SealedChannel.Opening opening =
                new SealedChannel.Opening(id, publisher.signingKey().publicKey());
        ChannelKey before = present.previous();
        if (before != null) {
            opening.addKey(before);
        }
        opening.addKey(present.key());
        try {
            if (tail.isSnapshot()) {
                sent = opening.snapshotHead(at.incarnation(), tail.epoch(), tail.first(), tail.last(), tail.sealed())
                        .position();
            } else {
                List<ChannelRecord> records =
                        opening.records(at.incarnation(), tail.epoch(), tail.first(), tail.last(), tail.sealed());
                sent = records.get(records.size() - 1).reached();
            }
            snapshotWanted |= at.snapshotEpoch() != present.number();
        } catch (SyncException e) {
            sent = null;
            snapshotWanted = true;
            if (at.epoch() >= present.number()) {
                turnTo(present.next(at.epoch() + 1, members.keySet(), random));
            }
        }
    }

    /** Does a bounded piece of what is to be done. Returns whether there may be more to do at once. */
    boolean step(HubConnection hub) {
        HubMessage.Head known = head;
        ChannelEpoch present = epoch;
        if (known == null || headsAwaited > 0 || present == null || forked) {
            return false;
        }
        if (reconcileEpoch(hub, known, present)) {
            return false;
        }
        ChannelFeed from = feed;
        if (from == null) {
            return false;
        }
        try {
            if (sent == null || snapshotWanted || logIsLong(known)) {
                return uploadSnapshot(hub, from, present);
            }
            return uploadRecords(hub, from, present);
        } catch (SyncException e) {
            switch (e.code()) {
                case CLOSED -> dropFeed();
                case RESET_REQUIRED -> snapshotWanted = true;
                case FORKED -> {
                    forked = true;
                    throw e;
                }
                default -> throw e;
            }
            return true;
        }
    }

    private boolean logIsLong(HubMessage.Head known) {
        return logBytes > Math.max(LOG_BYTES_MIN, LOG_SNAPSHOTS_MAX * known.snapshotBytes());
    }

    /** Whether something had to be sent. */
    private boolean reconcileEpoch(HubConnection hub, HubMessage.Head known, ChannelEpoch present) {
        Set<String> hubDevices = new HashSet<>();
        known.devices().forEach(device -> hubDevices.add(HexFormat.of().formatHex(device)));
        ChannelEpoch wanted = present;
        if (known.epoch() > present.number()
                || (known.epoch() == present.number() && !members.keySet().containsAll(hubDevices))) {
            wanted = present.next(known.epoch() + 1, members.keySet(), random);
            turnTo(wanted);
        }
        if (known.epoch() < wanted.number()) {
            List<HubMessage.Wrapped> wrapped = new ArrayList<>();
            for (Credentials member : members.values()) {
                wrapped.add(wrap(wanted, member));
            }
            hub.send(stream, new HubMessage.TurnEpoch(wanted.number(), wrapped));
            headsAwaited++;
            snapshotWanted = true;
            return true;
        }
        boolean added = false;
        for (Map.Entry<String, Credentials> member : members.entrySet()) {
            if (!hubDevices.contains(member.getKey())) {
                hub.send(stream, new HubMessage.AddDevice(wanted.number(), wrap(wanted, member.getValue())));
                headsAwaited++;
                added = true;
            }
        }
        return added;
    }

    private HubMessage.Wrapped wrap(ChannelEpoch in, Credentials member) {
        return new HubMessage.Wrapped(member.appKey(), SealedChannel.envelope(publisher, in.key(), id, member));
    }

    private boolean uploadSnapshot(HubConnection hub, ChannelFeed from, ChannelEpoch present) {
        SealedChannel.Sealing seal = sealing(present);
        try (ChannelFeed.Snapshot snapshot = from.openSnapshot()) {
            SyncPosition position = snapshot.position();
            long snapshotId = random.nextLong() | 1;
            SealedChannel.SnapshotHead begin =
                    new SealedChannel.SnapshotHead(snapshot.schema(), position, snapshot.takenAtMicros());
            hub.send(
                    stream,
                    new HubMessage.PutSnapshot(
                            SealedChannel.bytes(position.incarnation()),
                            present.number(),
                            position.position(),
                            snapshotId,
                            seal.snapshotHead(begin, snapshotId)));
            long count = 0;
            for (SnapshotChunk chunk = snapshot.next(); chunk != null; chunk = snapshot.next()) {
                // Fails when the rules have changed: then the rest must not go out under this epoch.
                from.head();
                hub.send(stream, new HubMessage.Chunk(chunk.number(), seal.snapshotChunk(position, snapshotId, chunk)));
                count++;
            }
            hub.send(stream, new HubMessage.End(count, seal.snapshotEnd(position, snapshotId, count)));
            headsAwaited++;
            sent = position;
            sentPosition = position.position();
            snapshotWanted = false;
            return true;
        }
    }

    private boolean uploadRecords(HubConnection hub, ChannelFeed from, ChannelEpoch present) {
        SyncPosition after = sent;
        if (after == null || unacknowledgedBytes >= WINDOW_BYTES) {
            return false;
        }
        List<ChannelRecord> records = from.recordsAfter(after, BATCH_BYTES);
        if (records.isEmpty()) {
            return false;
        }
        ChannelRecord first = records.get(0);
        ChannelRecord last = records.get(records.size() - 1);
        byte[] sealed = sealing(present).records(records);
        hub.send(
                stream,
                new HubMessage.Publish(
                        SealedChannel.bytes(first.incarnation()),
                        present.number(),
                        first.position(),
                        last.position(),
                        sealed));
        sent = last.reached();
        sentPosition = last.position();
        unacknowledgedBytes += sealed.length;
        logBytes += sealed.length;
        return true;
    }

    private SealedChannel.Sealing sealing(ChannelEpoch present) {
        SealedChannel.Sealing ready = sealing;
        if (ready == null || ready.epoch() != present.number()) {
            ready = new SealedChannel.Sealing(publisher, id, present.key(), random);
            sealing = ready;
        }
        return ready;
    }

    /** Whether these are the device keys that take part now. */
    boolean hasMembers(Set<String> devices) {
        return members.keySet().equals(devices);
    }

    void dropFeed() {
        Registration heard = listening;
        listening = null;
        if (heard != null) {
            heard.close();
        }
        ChannelFeed present = feed;
        feed = null;
        if (present != null) {
            present.close();
        }
    }

    static String key(Credentials credentials) {
        return HexFormat.of().formatHex(credentials.appKey());
    }
}
