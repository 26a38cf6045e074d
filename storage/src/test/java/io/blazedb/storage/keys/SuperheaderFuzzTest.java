/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.sim.Seed;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Headers that nobody wrote, with a digest that fits them: refused with an error that says so, at once, whatever they demand. */
class SuperheaderFuzzTest {
    private static final Set<StoreErrorCode> REFUSED = EnumSet.of(
            StoreErrorCode.CORRUPTED,
            StoreErrorCode.WRONG_KEY,
            StoreErrorCode.NOT_A_DATABASE,
            StoreErrorCode.UNSUPPORTED_FORMAT);

    @Test
    void headersOpenOrAreRefused() {
        Seed.forEach(200, random -> {
            try (KeySource key = KeySource.rawKey(new byte[32]);
                    KeySource passphrase = KeySource.passphrase("secret".toCharArray());
                    Superheader header =
                            Superheader.create(new UUID(1, 2), 8192, key, Instant.EPOCH, random::nextBytes)) {
                byte[] copyA = header.encode();
                byte[] copyB = header.encode();
                damage(copyA, random);
                damage(copyB, random);
                // A slot of the passphrase's kind demands memory and time before anything is authenticated.
                byte[] slot = copyA.clone();
                slot[Superheader.SLOTS_AT] = 1;
                for (int at = 4; at < 16; at++) {
                    slot[Superheader.SLOTS_AT + at] = (byte) (0x80 | random.nextInt(256));
                }
                digest(slot);
                assertRefusedOrOpen(copyA, copyB, key);
                assertThat(assertRefusedOrOpen(slot, slot, passphrase)).isFalse();
            }
        });
    }

    private static boolean assertRefusedOrOpen(byte[] copyA, byte[] copyB, KeySource key) {
        try (Superheader opened = Superheader.open(copyA, copyB, key)) {
            assertThat(opened.databaseId()).isEqualTo(new UUID(1, 2));
            assertThat(opened.pageBytes()).isEqualTo(8192);
            return true;
        } catch (StoreException e) {
            assertThat(e.code()).isIn(REFUSED);
            return false;
        }
    }

    private static void damage(byte[] copy, Random random) {
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = switch (random.nextInt(3)) {
                case 0 -> random.nextInt(Superheader.SLOTS_AT);
                case 1 -> Superheader.SLOTS_AT + random.nextInt(KeySlot.BYTES);
                default -> random.nextInt(copy.length);
            };
            copy[at] = (byte) random.nextInt();
        }
        if (random.nextInt(4) > 0) {
            digest(copy);
        }
    }

    private static void digest(byte[] copy) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(copy, 0, copy.length - 32);
            System.arraycopy(digest.digest(), 0, copy, copy.length - 32, 32);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
