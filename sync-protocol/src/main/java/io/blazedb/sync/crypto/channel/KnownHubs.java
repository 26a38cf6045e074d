/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.crypto.channel;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.HomeFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hubs that this home has met and the certificate each showed first. File {@code known_hubs}: a line for each, address and fingerprint
 * with a blank between. Removing a line makes the next meeting the first again.
 *
 * <p>Threading: safe for any number of threads of one process; processes that meet a hub for the first time at once write the same line.
 */
public final class KnownHubs {
    private final Path file;

    /** The list in a home directory. */
    public KnownHubs(Path home) {
        this.file = home.resolve("known_hubs");
    }

    /** The pinned fingerprint of a hub, or null before the first meeting. */
    public synchronized @Nullable String find(String address) {
        return load().get(address);
    }

    /**
     * Accepts a hub's fingerprint at the first meeting, and only the same one from then on.
     *
     * @throws SyncException PEER_CHANGED
     */
    public synchronized void check(String address, String fingerprint) {
        Map<String, String> known = load();
        String pinned = known.get(address);
        if (pinned == null) {
            known.put(address, fingerprint);
            StringBuilder text = new StringBuilder();
            known.forEach((hub, pin) -> text.append(hub).append(' ').append(pin).append('\n'));
            HomeFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        } else if (!pinned.equals(fingerprint)) {
            throw new SyncException(
                    SyncErrorCode.PEER_CHANGED,
                    "hub=" + address + ", known=" + pinned + ", shown=" + fingerprint
                            + "; if the hub was set up anew, remove its line from known_hubs");
        }
    }

    private Map<String, String> load() {
        Map<String, String> known = new TreeMap<>();
        byte[] contents = HomeFiles.read(file);
        if (contents != null) {
            new String(contents, StandardCharsets.UTF_8).lines().forEach(line -> {
                int blank = line.indexOf(' ');
                if (blank > 0) {
                    known.put(
                            line.substring(0, blank), line.substring(blank + 1).strip());
                }
            });
        }
        return known;
    }
}
