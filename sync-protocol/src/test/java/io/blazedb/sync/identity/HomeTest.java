/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path directory;

    @Test
    void keysStayTheSame() {
        Home first = Home.open(directory);
        AppIdentity app = first.app("BugTracker");
        Home second = Home.open(directory);
        assertThat(second.userId()).isEqualTo(first.userId()).hasSize(24);
        assertThat(second.app("BugTracker").certificate()).isEqualTo(app.certificate());
        assertThat(second.app("Other").deviceId()).isNotEqualTo(app.deviceId());
        assertThat(second.group("g").id()).isEqualTo(first.group("g").id());
        assertThat(second.apps()).extracting(AppIdentity::name).containsExactly("BugTracker", "Other");
    }

    @Test
    void filesAreTheirOwnersOnly() throws IOException {
        Home home = Home.open(directory.resolve("h"));
        home.app("a");
        home.group("g");
        try (Stream<Path> files = Files.walk(home.directory())) {
            for (Path file : files.toList()) {
                String expected = Files.isDirectory(file) ? "rwx------" : "rw-------";
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void severalAtOnceGetTheSame() throws InterruptedException {
        Set<String> users = ConcurrentHashMap.newKeySet();
        Set<String> groups = ConcurrentHashMap.newKeySet();
        List<Thread> threads = Stream.generate(() -> new Thread(() -> {
                    Home home = Home.open(directory);
                    users.add(home.userId() + home.app("a").deviceId());
                    groups.add(home.group("g").id());
                }))
                .limit(8)
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(users).hasSize(1);
        assertThat(groups).hasSize(1);
    }

    @Test
    void credentialsProveUserAndGroup() {
        Home home = Home.open(directory);
        AppIdentity app = home.app("a");
        Credentials credentials = app.credentials(List.of(home.membership(app, home.group("g"))));
        Credentials received = Credentials.decode(credentials.encode());
        assertThat(received.isValid(home.nowSeconds())).isTrue();
        assertThat(received.userId()).isEqualTo(home.userId());
        assertThat(received).isEqualTo(credentials);

        Home stranger = Home.open(directory.resolve("stranger"));
        AppIdentity impostor = stranger.app("a");
        Credentials borrowed = impostor.credentials(credentials.memberships());
        assertThat(borrowed.isValid(home.nowSeconds()))
                .as("somebody else's membership")
                .isFalse();
        Membership forged = new Membership(
                "g",
                home.group("g").groupKey(),
                stranger.membership(impostor, stranger.group("g")).chain());
        assertThat(forged.isValid(impostor.signingKey().publicKey(), 0)).isFalse();
    }

    @Test
    void everyBitOfACertificateCounts() {
        Home home = Home.open(directory);
        AppIdentity app = home.app("a");
        byte[] bytes = app.certificate().encode();
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            boolean valid;
            try {
                valid = Certificate.decode(damaged).isValid(0);
            } catch (SyncException e) {
                valid = false;
            }
            assertThat(valid).as("byte %s", i).isFalse();
        }
    }

    @Test
    void anInvitationMakesMembersElsewhere() {
        Home owner = Home.open(directory.resolve("owner"));
        Home other = Home.open(directory.resolve("other"));
        owner.group("g");
        String token = owner.invite("g", "localhost:4711", Duration.ofDays(1));
        Group joined = other.join(token);
        assertThat(joined.hub()).isEqualTo("localhost:4711");
        assertThat(joined.ownerId()).isEqualTo(owner.userId());
        AppIdentity app = other.app("Team");
        Membership membership = other.membership(app, other.group("g"));
        assertThat(membership.isValid(app.signingKey().publicKey(), owner.nowSeconds()))
                .isTrue();
        assertThat(membership.groupKey()).isEqualTo(owner.group("g").groupKey());
        assertThat(membership.isValid(app.signingKey().publicKey(), owner.nowSeconds() + 100_000))
                .as("after it has expired")
                .isFalse();
        assertThatThrownBy(() -> other.invite("g", "", Duration.ofDays(1)))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(SyncErrorCode.UNKNOWN_GROUP));
    }

    @Test
    void badInvitationsAreRefused() {
        Home owner = Home.open(directory.resolve("owner"));
        owner.group("g");
        String token = owner.invite("g", "", Duration.ofSeconds(60));
        Clock later = Clock.fixed(Instant.now().plusSeconds(3_600), ZoneOffset.UTC);
        Home late = Home.open(directory.resolve("late"), new SecureRandom(), later);
        Home other = Home.open(directory.resolve("other"));
        String damaged = token.substring(0, 40) + (token.charAt(40) == 'A' ? 'B' : 'A') + token.substring(41);
        for (Runnable attempt :
                List.<Runnable>of(() -> late.join(token), () -> other.join(damaged), () -> other.join("nonsense"))) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.code()).isEqualTo(SyncErrorCode.INVALID_TOKEN))
                    .hasMessageNotContaining(token.substring(20, 40));
        }
        other.group("g");
        assertThatThrownBy(() -> other.join(token)).isInstanceOf(SyncException.class);
    }

    @Test
    void damagedFilesAreSaidSo() throws IOException {
        Home.open(directory);
        Files.write(directory.resolve("user.key"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Home.open(directory))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(SyncErrorCode.DAMAGED_IDENTITY));
    }

    /** RFC 8032, section 7.1, test 3, with the domain prefix left out of the comparison: the key alone. */
    @Test
    void keysFollowTheStandard() {
        SigningKey key = SigningKey.fromSeed(
                HexFormat.of().parseHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
        assertThat(HexFormat.of().formatHex(key.publicKey()))
                .isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        byte[] message = "m".getBytes(StandardCharsets.UTF_8);
        byte[] signature = key.sign("d", message);
        assertThat(SigningKey.verify(key.publicKey(), "d", message, signature)).isTrue();
        assertThat(SigningKey.verify(key.publicKey(), "e", message, signature)).isFalse();
        assertThat(SigningKey.verify(new byte[32], "d", message, signature)).isFalse();
    }
}
