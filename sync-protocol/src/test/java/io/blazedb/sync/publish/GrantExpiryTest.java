/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.calcite.catalog.CatalogWriter;
import io.blazedb.calcite.catalog.GrantDefinition;
import io.blazedb.calcite.catalog.GrantDefinition.GranteeKind;
import io.blazedb.calcite.catalog.GrantDefinition.Privilege;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.Credentials;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.subscription.ChannelFeed;
import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.support.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grants that end, by a clock that does what it likes. */
class GrantExpiryTest {
    private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant END = START.plusSeconds(3_600);

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private Home home;
    private TestDatabase bugs;
    private Publisher publisher;
    private Credentials peer;

    @BeforeEach
    void open() {
        home = Home.open(directory.resolve("home"));
        peer = home.app("Notes").credentials(List.of());
        bugs = TestDatabase.inMemory();
        bugs.createTable("bugs", 1, List.of("id BIGINT", "title VARCHAR"), List.of());
        bugs.insert("bugs", 1L, "Crash");
        bugs.publish("suite", "bugs", List.of("id", "title"), null);
        publisher = publisher();
    }

    @AfterEach
    void close() {
        publisher.close();
        bugs.close();
    }

    private Publisher publisher() {
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
        return new Publisher(bugs.store(), bugs.catalog(), home, TestDatabase::compile, clock);
    }

    private void grantUntilEnd(Privilege privilege) {
        GrantDefinition grant = new GrantDefinition("suite", privilege, GranteeKind.APP, "Notes");
        bugs.write(transaction ->
                new CatalogWriter(transaction).putGrant(grant.withValidity(END.getEpochSecond() * 1_000_000, false)));
    }

    private ChannelFeed openFeed() {
        return publisher.open(peer, "SUBSCRIBE", Map.of(), false);
    }

    private static void assertCode(SyncErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void nothingIsHandedOnAfterTheEnd() {
        grantUntilEnd(Privilege.SUBSCRIBE);
        ChannelFeed feed = openFeed();
        SyncPosition head = feed.head();
        now.set(END.minusSeconds(600));
        bugs.insert("bugs", 2L, "before");
        assertThat(feed.recordsAfter(head, 1 << 20)).hasSize(1);
        bugs.insert("bugs", 3L, "after");
        now.set(END);
        assertCode(SyncErrorCode.CLOSED, () -> feed.recordsAfter(head, 1 << 20));
        assertCode(SyncErrorCode.CLOSED, feed::openSnapshot);
        assertCode(SyncErrorCode.NOT_GRANTED, this::openFeed);
        AuditEntry last =
                publisher.audit().entries().get(publisher.audit().entries().size() - 1);
        assertThat(last.allowed()).isFalse();
        assertThat(last.detail()).isEqualTo("the grant has expired");
    }

    @Test
    void anEndIsACommitThatNoClockTakesBack() {
        grantUntilEnd(Privilege.SUBSCRIBE);
        openFeed().close();
        now.set(END.plusSeconds(1));
        long before = bugs.store().committedSequence();
        assertThat(publisher.endGrants()).isEqualTo(-1);
        assertThat(bugs.store().committedSequence()).isEqualTo(before + 1);
        now.set(START);
        assertCode(SyncErrorCode.NOT_GRANTED, this::openFeed);
        publisher.close();
        publisher = publisher();
        assertCode(SyncErrorCode.NOT_GRANTED, this::openFeed);
        grantUntilEnd(Privilege.SUBSCRIBE);
        openFeed().close();
    }

    @Test
    void timeDoesNotGoBackWhileAProcessRuns() {
        now.set(END.plusSeconds(1));
        assertCode(SyncErrorCode.NOT_GRANTED, this::openFeed);
        assertThat(publisher.endGrants()).isEqualTo(-1);
        grantUntilEnd(Privilege.SELECT);
        assertCode(SyncErrorCode.NOT_GRANTED, () -> publisher.serve(peer));
        now.set(START);
        assertCode(SyncErrorCode.NOT_GRANTED, () -> publisher.serve(peer));
    }

    @Test
    void anOwnerThatWasNotRunningEndsGrantsBeforeItServes() {
        grantUntilEnd(Privilege.SUBSCRIBE);
        grantUntilEnd(Privilege.SELECT);
        // Less what has passed: a clock that stands still does not hold it up.
        assertThat(publisher.endGrants()).isPositive().isLessThanOrEqualTo(3_600_000);
        publisher.close();
        now.set(END.plusSeconds(1));
        publisher = publisher();
        assertCode(SyncErrorCode.NOT_GRANTED, this::openFeed);
        assertCode(SyncErrorCode.NOT_GRANTED, () -> publisher.serve(peer));
    }

    @Test
    void anOpenServedDatabaseEnds() {
        grantUntilEnd(Privilege.SELECT);
        ServedDatabase served = publisher.serve(peer);
        long decidedBy = publisher.currentGeneration();
        now.set(END);
        assertThat(publisher.currentGeneration()).isGreaterThan(decidedBy);
        served.close();
    }
}
