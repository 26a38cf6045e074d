/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a hub keeps: its channels, and a directory of the devices that ask for a database, with their credentials.
 *
 * <pre>
 * directory          CREDENTIALS and REQUEST records
 * channels/HEX/      one {@link ChannelStore} each
 * </pre>
 *
 * <p>Threading: one thread. Changes are durable after {@link #sync}, which callers share for as many of them as came at once. After a
 * failed sync nothing may be acknowledged any more: close the store.
 */
public final class HubStore implements AutoCloseable {
    private static final int CREDENTIALS = 1;
    private static final int REQUEST = 2;
    private static final int CREDENTIALS_BYTES_MAX = 64 << 10;
    private static final int DIRECTORY_DEVICES_MAX = 1_000_000;

    private record Place(KeyBytes address, KeyBytes channel) {}

    private final Path channelsDirectory;
    private final StoreLimits limits;
    private final FileChannel lock;
    private final RecordFile directory;
    private final Map<Place, ChannelStore> channels = new LinkedHashMap<>();
    private final Map<KeyBytes, byte[]> credentials = new LinkedHashMap<>();
    private final Map<KeyBytes, Set<KeyBytes>> requests = new LinkedHashMap<>();

    private HubStore(Path root, StoreLimits limits) {
        this.channelsDirectory =
                StoreDirectory.create(StoreDirectory.create(root).resolve("channels"));
        this.limits = limits;
        this.lock = StoreDirectory.lock(root.resolve("lock"));
        this.directory = RecordFile.open(root.resolve("directory"), (offset, type, body) -> replay(type, body));
        for (Path channel : StoreDirectory.list(channelsDirectory)) {
            ChannelStore opened = ChannelStore.open(channel, limits);
            if (opened != null) {
                channels.put(new Place(opened.address(), opened.channel()), opened);
            }
        }
        directory.sync();
        StoreDirectory.sync(root);
    }

    /** Opens a hub's directory, or creates it; cuts what a crash left unfinished. */
    public static HubStore open(Path root, StoreLimits limits) {
        return new HubStore(root, limits);
    }

    private boolean replay(int type, byte[] body) {
        try {
            WireReader reader = new WireReader(body);
            switch (type) {
                case CREDENTIALS ->
                    credentials.put(
                            new KeyBytes(reader.raw(ChannelStore.DEVICE_BYTES)), reader.bytes(CREDENTIALS_BYTES_MAX));
                case REQUEST ->
                    requests.computeIfAbsent(
                                    new KeyBytes(reader.raw(ChannelStore.ADDRESS_BYTES)),
                                    absent -> new LinkedHashSet<>())
                            .add(new KeyBytes(reader.raw(ChannelStore.DEVICE_BYTES)));
                default -> {
                    return false;
                }
            }
            return true;
        } catch (SyncException e) {
            return false;
        }
    }

    /** Keeps the credentials of a device that asks for a database. Returns whether anything is new. */
    public boolean request(KeyBytes address, KeyBytes device, byte[] shown) {
        boolean news = false;
        byte[] known = credentials.get(device);
        if (known == null || !Arrays.equals(known, shown)) {
            if (known == null && credentials.size() >= DIRECTORY_DEVICES_MAX) {
                throw new SyncException(SyncErrorCode.QUOTA_EXCEEDED, "directory");
            }
            record(CREDENTIALS, new WireWriter().raw(device.toByteArray()).bytes(shown));
            news = true;
        }
        Set<KeyBytes> asking = requests.getOrDefault(address, Set.of());
        if (!asking.contains(device)) {
            if (asking.size() >= limits.devicesMax()) {
                throw new SyncException(SyncErrorCode.QUOTA_EXCEEDED, "directory of the database");
            }
            record(REQUEST, new WireWriter().raw(address.toByteArray()).raw(device.toByteArray()));
            news = true;
        }
        return news;
    }

    /** Credentials of the devices that ask for a database. */
    public List<byte[]> requesters(KeyBytes address) {
        return requests.getOrDefault(address, Set.of()).stream()
                .map(device -> credentials.getOrDefault(device, new byte[0]))
                .filter(shown -> shown.length > 0)
                .toList();
    }

    public @Nullable ChannelStore channel(KeyBytes address, KeyBytes channel) {
        return channels.get(new Place(address, channel));
    }

    public ChannelStore createChannel(KeyBytes address, KeyBytes channel, byte[] publisherCredentials) {
        if (channels.size() >= limits.channelsMax()) {
            throw new SyncException(SyncErrorCode.QUOTA_EXCEEDED, "channels");
        }
        Path path = channelsDirectory.resolve(address.toString().substring(0, 32) + channel);
        ChannelStore created = ChannelStore.create(path, limits, address, channel, publisherCredentials);
        StoreDirectory.sync(channelsDirectory);
        channels.put(new Place(address, channel), created);
        return created;
    }

    /** Channels of a database, oldest first. */
    public List<ChannelStore> channels(KeyBytes address) {
        return channels.values().stream()
                .filter(channel -> channel.address().equals(address))
                .toList();
    }

    public Collection<ChannelStore> channels() {
        return List.copyOf(channels.values());
    }

    /** Fails with QUOTA_EXCEEDED if so much more does not fit into the whole store. */
    public void requireRoom(long more) {
        long total = more;
        for (ChannelStore channel : channels.values()) {
            total += channel.bytes();
        }
        if (total > limits.totalBytesMax()) {
            throw new SyncException(SyncErrorCode.QUOTA_EXCEEDED, "hub bytes");
        }
    }

    /** Makes everything done so far durable. */
    public void sync() {
        directory.sync();
        channels.values().forEach(ChannelStore::sync);
    }

    @Override
    public void close() {
        channels.values().forEach(ChannelStore::close);
        directory.close();
        StoreDirectory.unlock(lock);
    }

    private void record(int type, WireWriter body) {
        byte[] bytes = body.toByteArray();
        directory.append(type, bytes);
        replay(type, bytes);
    }
}
