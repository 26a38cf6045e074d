/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.bytes.BigEndian;
import io.blazedb.storage.bytes.Limits;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.sim.Golden;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SuperheaderTest {
    private static final UUID ID = new UUID(1, 2);
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private final RandomSource random = new Random(1)::nextBytes;

    private KeySource rawKey(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return KeySource.rawKey(key);
    }

    @Test
    void opensWithTheKeyItWasMadeWith() {
        Superheader made = Superheader.create(ID, 8192, rawKey(1), NOW, random);
        byte[] copy = made.encode();
        assertThat(copy).hasSize(Superheader.COPY_BYTES);
        Superheader opened = Superheader.open(copy, copy, rawKey(1));
        assertThat(opened.databaseId()).isEqualTo(ID);
        assertThat(opened.pageBytes()).isEqualTo(8192);
        assertThat(opened.flags()).isZero();
        assertThat(opened.keyRing().derive("x", new byte[3]))
                .isEqualTo(made.keyRing().derive("x", new byte[3]))
                .isNotEqualTo(made.keyRing().derive("y", new byte[3]))
                .isNotEqualTo(made.keyRing().derive("x", new byte[4]));
        assertCode(() -> Superheader.open(copy, copy, rawKey(2)), StoreErrorCode.WRONG_KEY);
    }

    @Test
    void passphraseIsStretchedAndReplaced() {
        KeySource old = KeySource.passphrase("correct horse".toCharArray());
        KeySource next = KeySource.passphrase("battery staple".toCharArray());
        Superheader made = Superheader.create(ID, 8192, old, NOW, random);
        byte[] before = made.encode();
        Superheader opened = Superheader.open(before, before, old);
        byte[] after = opened.replaceSlot(old, next, NOW, random).encode();
        assertCode(() -> Superheader.open(after, after, old), StoreErrorCode.WRONG_KEY);
        assertCode(() -> Superheader.open(after, after, rawKey(1)), StoreErrorCode.WRONG_KEY);
        // A crash between the two copies: the new one counts, wherever it is.
        assertCode(() -> Superheader.open(before, after, old), StoreErrorCode.WRONG_KEY);
        assertThat(Superheader.open(after, before, next).keyRing().derive("x", new byte[0]))
                .isEqualTo(made.keyRing().derive("x", new byte[0]));
        assertCode(() -> opened.replaceSlot(next, old, NOW, random), StoreErrorCode.WRONG_KEY);
    }

    @Test
    void anyFlippedBitIsHealedByTheOtherCopyAndNotHiddenWithoutIt() {
        byte[] copy = Superheader.create(ID, 8192, rawKey(1), NOW, random).encode();
        Random bits = new Random(2);
        for (int i = 0; i < 400; i++) {
            int bit = i < 200 ? bits.nextInt(320 * 8) : bits.nextInt(copy.length * 8);
            byte[] damaged = copy.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Superheader.open(damaged, copy, rawKey(1)).encode()).isEqualTo(copy);
            assertThat(Superheader.open(copy, damaged, rawKey(1)).encode()).isEqualTo(copy);
            StoreErrorCode expected = bit / 8 < 8 ? StoreErrorCode.NOT_A_DATABASE : StoreErrorCode.CORRUPTED;
            assertCode(() -> Superheader.open(damaged, damaged, rawKey(1)), expected);
        }
    }

    @Test
    void whoCanComputeDigestsStillCannotChangeIt() throws Exception {
        byte[] copy = Superheader.create(ID, 8192, rawKey(1), NOW, random).encode();
        BigEndian.putInt(copy, 12, 16384);
        fixDigest(copy);
        assertCode(() -> Superheader.open(copy, copy, rawKey(1)), StoreErrorCode.CORRUPTED);
    }

    @Test
    void boundsWhatAFileDemands() throws Exception {
        byte[] copy = Superheader.create(ID, 8192, KeySource.passphrase(new char[] {'x'}), NOW, random)
                .encode();
        int slot = Superheader.SLOTS_AT;
        for (int[] demand : new int[][] {
            {Limits.ARGON2_MEMORY_KIB_MAX + 1, 2, 1},
            {Integer.MAX_VALUE, 2, 1},
            {-1, 2, 1},
            {8, 2, 1},
            {19 << 10, 1_000_000, 1},
            {19 << 10, 1, 1},
            {19 << 10, 2, 200}
        }) {
            byte[] hostile = copy.clone();
            BigEndian.putInt(hostile, slot + 4, demand[0]);
            BigEndian.putInt(hostile, slot + 8, demand[1]);
            BigEndian.putInt(hostile, slot + 12, demand[2]);
            fixDigest(hostile);
            assertCode(
                    () -> Superheader.open(hostile, hostile, KeySource.passphrase(new char[] {'x'})),
                    StoreErrorCode.CORRUPTED);
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        byte[] newer = Superheader.create(ID, 8192, rawKey(1), NOW, random).encode();
        BigEndian.putShort(newer, 8, 2);
        fixDigest(newer);
        assertCode(() -> Superheader.open(newer, newer, rawKey(1)), StoreErrorCode.UNSUPPORTED_FORMAT);
        byte[] nothing = new byte[Superheader.COPY_BYTES];
        assertCode(() -> Superheader.open(nothing, nothing, rawKey(1)), StoreErrorCode.NOT_A_DATABASE);
        assertCode(() -> Superheader.open(new byte[0], new byte[3], rawKey(1)), StoreErrorCode.NOT_A_DATABASE);
    }

    @Test
    void optionalFeaturesAreKeptAndRequiredOnesRefused() throws Exception {
        Superheader made = Superheader.create(ID, 8192, rawKey(1), NOW, random);
        byte[] optional = made.encode();
        BigEndian.putLong(optional, 48, 0x4000);
        authenticate(optional, made);
        Superheader opened = Superheader.open(optional, optional, rawKey(1));
        byte[] changed = opened.replaceSlot(rawKey(1), rawKey(2), NOW, random).encode();
        assertThat(BigEndian.getLong(changed, 48)).isEqualTo(0x4000);
        byte[] required = made.encode();
        BigEndian.putLong(required, 32, 1);
        authenticate(required, made);
        assertCode(() -> Superheader.open(required, required, rawKey(1)), StoreErrorCode.UNSUPPORTED_FORMAT);
    }

    @Test
    void dataKeysComeAndGo() {
        Superheader made = Superheader.create(ID, 8192, rawKey(1), NOW, random);
        assertThat(made.generation()).isEqualTo(1);
        assertThat(made.isRotating()).isFalse();
        Superheader both = made.addDataKey(random);
        assertThat(both.isRotating()).isTrue();
        assertThat(both.keyRing().newestGeneration()).as("before it is durable").isEqualTo(1);
        both.adoptDataKeys();
        byte[] first = made.keyRing().derive(1, "page", new byte[3]);
        byte[] second = made.keyRing().derive(2, "page", new byte[3]);
        assertThat(first).isNotEqualTo(second);
        byte[] copy = both.encode();
        Superheader opened = Superheader.open(copy, copy, rawKey(1));
        assertThat(opened.keyRing().derive(1, "page", new byte[3])).isEqualTo(first);
        assertThat(opened.keyRing().derive(2, "page", new byte[3])).isEqualTo(second);
        byte[] dropped = both.dropOldDataKeys().encode();
        Superheader after = Superheader.open(dropped, dropped, rawKey(1));
        assertThat(after.isRotating()).isFalse();
        assertThat(after.keyRing().derive(2, "page", new byte[3])).isEqualTo(second);
        assertCode(() -> after.keyRing().derive(1, "page", new byte[3]), StoreErrorCode.CORRUPTED);
        assertThat(after.addDataKey(random).generation()).isEqualTo(3);
    }

    @Test
    void bytesStayTheSame() {
        RandomSource counting = bytes -> {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
        };
        byte[] copy = Superheader.create(ID, 8192, rawKey(7), NOW, counting).encode();
        Golden.assertMatches("superheader", copy);
        assertThat(Superheader.open(copy, copy, rawKey(7)).databaseId()).isEqualTo(ID);
    }

    @Test
    void costFollowsTheMachine() {
        assertThat(Argon2Cost.scaled(500_000_000, Limits.ARGON2_MEMORY_KIB_MAX)).isEqualTo(Argon2Cost.FLOOR);
        Argon2Cost usual = Argon2Cost.scaled(75_000_000, Limits.ARGON2_MEMORY_KIB_MAX);
        assertThat(usual.memoryKib()).isBetween(37 << 10, 39 << 10);
        assertThat(usual.iterations()).isEqualTo(2);
        Argon2Cost fast = Argon2Cost.scaled(10_000_000, Limits.ARGON2_MEMORY_KIB_MAX);
        assertThat(fast.memoryKib()).isEqualTo(Limits.ARGON2_MEMORY_KIB_MAX);
        assertThat(fast.iterations()).isBetween(7, 9);
        assertThat(fast.isAcceptable()).isTrue();
        assertThat(Argon2Cost.scaled(1, Limits.ARGON2_MEMORY_KIB_MAX).isAcceptable())
                .isTrue();
        assertThat(Argon2Cost.memoryKibMax(64 << 20)).isEqualTo(Argon2Cost.FLOOR.memoryKib());
        assertThat(Argon2Cost.memoryKibMax(1 << 30)).isEqualTo(Limits.ARGON2_MEMORY_KIB_MAX);
        assertThat(Argon2Cost.scaled(10_000_000, 30_000).memoryKib()).isEqualTo(30_000);
    }

    @Test
    void passphrasesAreTheirUtf8Bytes() {
        KeySource source = KeySource.passphrase("a\u00e9\u20ac\ud83d\ude00".toCharArray());
        assertThat(source.secret()).isEqualTo("a\u00e9\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8));
        assertThat(source.toString()).isEqualTo("KeySource[PASSPHRASE]");
        source.close();
        assertThat(source.secret()).containsOnly(0);
    }

    @Test
    void secretsAreWipedAndNotPrinted() {
        SecretBytes secret = SecretBytes.adopt(new byte[] {1, 2, 3});
        byte[] inside = secret.bytes();
        assertThat(secret.toString()).doesNotContain("1, 2");
        secret.close();
        assertThat(inside).containsOnly(0);
        assertCode(secret::bytes, StoreErrorCode.CLOSED);
    }

    private static void authenticate(byte[] copy, Superheader owner) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] id = Arrays.copyOfRange(copy, 16, 32);
        mac.init(new SecretKeySpec(owner.keyRing().derive("superheader", id), "HmacSHA256"));
        mac.update(copy, 0, copy.length - 64);
        System.arraycopy(mac.doFinal(), 0, copy, copy.length - 64, 32);
        fixDigest(copy);
    }

    private static void fixDigest(byte[] copy) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(copy, 0, copy.length - 32);
        System.arraycopy(digest.digest(), 0, copy, copy.length - 32, 32);
    }

    private static void assertCode(Runnable body, StoreErrorCode code) {
        assertThatThrownBy(body::run)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
