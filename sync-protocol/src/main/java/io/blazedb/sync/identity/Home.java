/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import io.blazedb.sync.crypto.payload.EnvelopeKeys;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.Limits;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The home directory: who this user is, which apps they run here, and which app groups those belong to. Whatever is asked for and not
 * there yet is created; several processes may do so at once and all get the same.
 *
 * <pre>
 * user.key            version, seed of the user's root key (Ed25519)
 * apps/HASH.app       version, seed of the app's key (Ed25519), seed of its envelope keys (X25519 and ML-KEM-768), its certificate
 * groups/HASH.group   see {@link Group}
 * run/                sockets and announcements of running apps
 * </pre>
 *
 * Files and the directories below are readable by their owner only. HASH is taken from the name.
 *
 * <p>Threading: safe for any number of threads.
 */
public final class Home {
    private static final int VERSION = 1;
    private static final int HASH_BYTES = 12;
    private static final Duration INVITE_VALIDITY_MAX = Duration.ofDays(365);

    private final Path directory;
    private final SecureRandom random;
    private final Clock clock;
    private final SigningKey userKey;

    private Home(Path directory, SecureRandom random, Clock clock) {
        this.directory = directory;
        this.random = random;
        this.clock = clock;
        this.userKey = loadUserKey();
    }

    /** Opens a home directory, or creates it. */
    public static Home open(Path directory) {
        return open(directory, new SecureRandom(), Clock.systemUTC());
    }

    /** Opens a home directory with its sources of randomness and time. */
    public static Home open(Path directory, SecureRandom random, Clock clock) {
        HomeFiles.directory(directory);
        for (String part : List.of("apps", "groups", "run")) {
            HomeFiles.directory(directory.resolve(part));
        }
        return new Home(directory.toAbsolutePath().normalize(), random, clock);
    }

    public Path directory() {
        return directory;
    }

    /** Where sockets and announcements of running apps are. */
    public Path runDirectory() {
        return directory.resolve("run");
    }

    /** The user's public root key. */
    public byte[] userKey() {
        return userKey.publicKey();
    }

    /** Fingerprint of the user's root key. */
    public String userId() {
        return SigningKey.fingerprint(userKey.publicKey());
    }

    public long nowSeconds() {
        return clock.instant().getEpochSecond();
    }

    /** The app of that name, created and certified at its first use. */
    public AppIdentity app(String name) {
        Path file = directory.resolve("apps").resolve(hash(requireName(name)) + ".app");
        byte[] contents = HomeFiles.read(file);
        if (contents == null) {
            HomeFiles.create(file, newApp(name));
            contents = HomeFiles.read(file);
        }
        AppIdentity app = parseApp(contents, file);
        if (!app.name().equals(name) || !app.certificate().isIssuedBy(userKey.publicKey())) {
            throw damaged(file);
        }
        return app;
    }

    /** Apps that were used here, ordered by name. */
    public List<AppIdentity> apps() {
        List<AppIdentity> apps = new ArrayList<>();
        for (Path file : HomeFiles.list(directory.resolve("apps"), ".app")) {
            apps.add(parseApp(HomeFiles.read(file), file));
        }
        apps.sort((left, right) -> left.name().compareTo(right.name()));
        return apps;
    }

    /** The group of that name, created with this user as its owner if it is unknown here. */
    public Group group(String name) {
        Path file = groupFile(name);
        if (HomeFiles.read(file) == null) {
            SigningKey root = SigningKey.generate(random);
            HomeFiles.create(file, new Group(name, root.publicKey(), root, null, "", userId()).encode());
        }
        return findGroup(name).orElseThrow(() -> damaged(file));
    }

    /** The group of that name, if it is known here. */
    public Optional<Group> findGroup(String name) {
        Path file = groupFile(name);
        byte[] contents = HomeFiles.read(file);
        return contents == null ? Optional.empty() : Optional.of(parseGroup(contents, file));
    }

    /** Groups known here, ordered by name. */
    public List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (Path file : HomeFiles.list(directory.resolve("groups"), ".group")) {
            groups.add(parseGroup(HomeFiles.read(file), file));
        }
        groups.sort((left, right) -> left.name().compareTo(right.name()));
        return groups;
    }

    /** Proof that an app of this home belongs to a group. */
    public Membership membership(AppIdentity app, Group group) {
        Certificate member = Certificate.issue(
                Certificate.Kind.MEMBER,
                group.issuer(),
                app.signingKey().publicKey(),
                group.name(),
                new byte[0],
                0,
                random);
        return new Membership(group.name(), group.groupKey(), group.chainTo(member));
    }

    /**
     * Makes an invitation to a group that was created here, for other homes of this or other users. It is a secret.
     *
     * @param hub address of the hub to meet at, HOST:PORT; empty for none
     * @param validity how long it can be used, and how long its members remain
     * @throws SyncException UNKNOWN_GROUP unless the group was created here
     */
    public String invite(String groupName, String hub, Duration validity) {
        Group group = findGroup(groupName)
                .filter(Group::isCreator)
                .orElseThrow(() -> new SyncException(SyncErrorCode.UNKNOWN_GROUP, "group=" + groupName));
        Duration bounded = validity.compareTo(INVITE_VALIDITY_MAX) > 0 ? INVITE_VALIDITY_MAX : validity;
        SigningKey delegate = SigningKey.generate(random);
        Certificate certificate = Certificate.issue(
                Certificate.Kind.DELEGATE,
                group.issuer(),
                delegate.publicKey(),
                groupName,
                new byte[0],
                nowSeconds() + bounded.toSeconds(),
                random);
        return InviteToken.encode(new Group(groupName, group.groupKey(), delegate, certificate, hub, userId()));
    }

    /**
     * Joins a group by an invitation; joining it again replaces an older invitation.
     *
     * @throws SyncException INVALID_TOKEN, also if another group of that name is known here
     */
    public Group join(String token) {
        Group invitation = InviteToken.decode(token, nowSeconds());
        Path file = groupFile(invitation.name());
        Optional<Group> known = findGroup(invitation.name());
        if (known.isPresent()) {
            if (!Arrays.equals(known.get().groupKey(), invitation.groupKey())) {
                throw new SyncException(
                        SyncErrorCode.INVALID_TOKEN, "another group named " + invitation.name() + " is known here");
            }
            if (known.get().isCreator()) {
                return known.get();
            }
        }
        HomeFiles.write(file, invitation.encode());
        return invitation;
    }

    /** A file name for a name that people chose. */
    public static String hash(String name) {
        return HexFormat.of().formatHex(SigningKey.sha256(name.getBytes(StandardCharsets.UTF_8)), 0, HASH_BYTES);
    }

    private SigningKey loadUserKey() {
        Path file = directory.resolve("user.key");
        byte[] contents = HomeFiles.read(file);
        if (contents == null) {
            byte[] fresh = new WireWriter()
                    .u8(VERSION)
                    .raw(SigningKey.generate(random).copySeed())
                    .toByteArray();
            HomeFiles.create(file, fresh);
            contents = HomeFiles.read(file);
        }
        if (contents == null || contents.length != 1 + SigningKey.KEY_BYTES || contents[0] != VERSION) {
            throw damaged(file);
        }
        return SigningKey.fromSeed(Arrays.copyOfRange(contents, 1, contents.length));
    }

    private byte[] newApp(String name) {
        SigningKey signingKey = SigningKey.generate(random);
        EnvelopeKeys envelopeKeys = EnvelopeKeys.generate(random);
        Certificate certificate = Certificate.issue(
                Certificate.Kind.APP, userKey, signingKey.publicKey(), name, envelopeKeys.publicKey(), 0, random);
        return new WireWriter(2_048)
                .u8(VERSION)
                .raw(signingKey.copySeed())
                .raw(envelopeKeys.copySeed())
                .bytes(certificate.encode())
                .toByteArray();
    }

    private static AppIdentity parseApp(byte @Nullable [] contents, Path file) {
        if (contents == null) {
            throw damaged(file);
        }
        try {
            WireReader reader = new WireReader(contents);
            if (reader.u8() != VERSION) {
                throw damaged(file);
            }
            AppIdentity app = new AppIdentity(
                    SigningKey.fromSeed(reader.raw(SigningKey.KEY_BYTES)),
                    EnvelopeKeys.fromSeed(reader.raw(EnvelopeKeys.SEED_BYTES)),
                    Certificate.decode(reader.bytes(Certificate.BYTES_MAX)));
            reader.end();
            if (!Arrays.equals(app.signingKey().publicKey(), app.certificate().subject())) {
                throw damaged(file);
            }
            return app;
        } catch (SyncException e) {
            throw damaged(file);
        }
    }

    private static Group parseGroup(byte @Nullable [] contents, Path file) {
        if (contents == null) {
            throw damaged(file);
        }
        try {
            return Group.decode(contents);
        } catch (SyncException e) {
            throw damaged(file);
        }
    }

    private Path groupFile(String name) {
        return directory.resolve("groups").resolve(hash(requireName(name)) + ".group");
    }

    private static String requireName(String name) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > Limits.NAME_BYTES_MAX) {
            throw new SyncException(SyncErrorCode.INVALID_SOURCE, "name of an app or group");
        }
        return name;
    }

    private static SyncException damaged(Path file) {
        return new SyncException(SyncErrorCode.DAMAGED_IDENTITY, "file=" + file.getFileName());
    }
}
