/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.storage.Cursor;
import io.blazedb.storage.IsolationLevel;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.storage.Store;
import io.blazedb.storage.WriteTransaction;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.session.PublisherSession;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.SyncTrees;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who subscribes to this database. What does not change often is in the database, so that it is known in every process and after a restart;
 * positions of connected subscribers are known where they are connected.
 *
 * <p>Threading: safe for any number of threads.
 */
public final class SubscriberRegistry {
    private static final int VERSION = 1;
    private static final byte[] PREFIX = {'S'};

    /** Where a subscriber stands. Numbers are stored. */
    public enum State {
        CONNECTED(0),
        OFFLINE(1),
        REVOKED(2);

        private final int number;

        State(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static State ofNumber(int number) {
            for (State state : values()) {
                if (state.number == number) {
                    return state;
                }
            }
            throw WireReader.malformed("state=" + number);
        }
    }

    /**
     * A subscriber.
     *
     * @param transport {@code app} for one of this device, {@code hub} for one behind a hub
     * @param publications what it gets, comma-separated
     * @param position last position it has applied, as far as known; -1 if unknown
     * @param sinceMicros when it came to this state
     */
    public record Subscriber(
            String userId,
            String app,
            String deviceId,
            String transport,
            String publications,
            State state,
            long position,
            long sinceMicros) {}

    private final Store store;
    private final Clock clock;
    private final Map<Object, Subscriber> live = new HashMap<>();

    public SubscriberRegistry(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** All known subscribers, ordered by app and device. */
    public List<Subscriber> subscribers() {
        Map<String, Subscriber> found = new TreeMap<>();
        try (ReadTransaction read = store.beginRead();
                Cursor cursor = read.scan(SyncTrees.CHANNELS, KeyRange.prefix(PREFIX))) {
            while (cursor.next()) {
                Subscriber subscriber = decode(cursor.value().toByteArray());
                found.put(name(subscriber), subscriber);
            }
        }
        synchronized (live) {
            live.values().forEach(subscriber -> found.put(name(subscriber), subscriber));
        }
        return List.copyOf(found.values());
    }

    /** Remembers how a subscriber stands. */
    public void put(Subscriber subscriber) {
        try (WriteTransaction transaction = store.beginWrite(IsolationLevel.SNAPSHOT)) {
            transaction.put(
                    SyncTrees.CHANNELS,
                    new WireWriter()
                            .raw(PREFIX)
                            .raw(name(subscriber).getBytes(StandardCharsets.UTF_8))
                            .toByteArray(),
                    encode(subscriber));
            transaction.commit();
        } catch (StoreException e) {
            // For people only; the next change of state is written again.
            System.getLogger(SubscriberRegistry.class.getName())
                    .log(System.Logger.Level.DEBUG, "subscriber not noted", e);
        }
    }

    void update(Object connection, PublisherSession session) {
        Credentials peer = session.peer();
        ChannelFeed feed = session.feed();
        if (peer == null || (feed == null && !session.isWaitingForGrant())) {
            return;
        }
        Subscriber before;
        synchronized (live) {
            before = live.get(connection);
        }
        State state = feed == null ? State.REVOKED : State.CONNECTED;
        String publications = feed == null ? "" : String.join(",", feed.publications());
        boolean changed = before == null
                || before.state() != state
                || !before.publications().equals(publications);
        Subscriber now = new Subscriber(
                peer.userId(),
                peer.appName(),
                peer.deviceId(),
                "app",
                publications,
                state,
                session.acknowledged(),
                changed || before == null ? nowMicros() : before.sinceMicros());
        synchronized (live) {
            live.put(connection, now);
        }
        if (changed) {
            put(now);
        }
    }

    void end(Object connection, PublisherSession session) {
        Subscriber last;
        synchronized (live) {
            last = live.remove(connection);
        }
        if (last != null && last.state() == State.CONNECTED) {
            put(new Subscriber(
                    last.userId(),
                    last.app(),
                    last.deviceId(),
                    last.transport(),
                    last.publications(),
                    State.OFFLINE,
                    session.acknowledged(),
                    nowMicros()));
        }
    }

    private long nowMicros() {
        return clock.instant().toEpochMilli() * 1_000;
    }

    private static String name(Subscriber subscriber) {
        return subscriber.app() + '\0' + subscriber.deviceId() + '\0' + subscriber.transport();
    }

    private static byte[] encode(Subscriber subscriber) {
        return new WireWriter()
                .u8(VERSION)
                .text(subscriber.userId())
                .text(subscriber.app())
                .text(subscriber.deviceId())
                .text(subscriber.transport())
                .text(subscriber.publications())
                .u8(subscriber.state().number())
                .u64(subscriber.position())
                .u64(subscriber.sinceMicros())
                .toByteArray();
    }

    private static Subscriber decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("subscriber version");
        }
        Subscriber subscriber = new Subscriber(
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.NAME_BYTES_MAX),
                reader.text(Limits.SQL_BYTES_MAX),
                State.ofNumber(reader.u8()),
                reader.u64(),
                reader.u64());
        reader.end();
        return subscriber;
    }
}
