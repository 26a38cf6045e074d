/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.keys.KeyRing;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.page.Extent;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.LogHead;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.page.Receipt;
import io.blazedb.storage.page.SpaceRoots;
import io.blazedb.storage.sim.Golden;
import io.blazedb.storage.sim.TestKeys;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class CipherTest {
    private static final UUID ID = new UUID(3, 4);
    private final RandomSource random = new Random(5)::nextBytes;
    private final KeyRing ring = TestKeys.ring(random.bytes(32));

    @Test
    void aPageOpensOnlyAsWhatItWasSealed() {
        PageCipher cipher = new PageCipher(ID, ring, random);
        KeyEpoch epoch = cipher.beginEpoch(1, 1);
        byte[] plain = random.bytes(4096);
        byte[] sealed = new byte[4096 + PageCipher.TAG_BYTES];
        PagePointer pointer = cipher.seal(17, 1, PageKind.TREE, 5, plain, 0, 4096, sealed, 0);
        assertThat(Arrays.mismatch(plain, sealed)).isLessThan(4);
        assertThat(cipher.open(pointer, PageKind.TREE, sealed.clone(), 4096)).isEqualTo(plain);
        PageCipher other = new PageCipher(ID, ring, random);
        assertDamaged(other, pointer, PageKind.TREE, sealed);
        other.install(epoch);
        assertThat(other.open(pointer, PageKind.TREE, sealed.clone(), 4096)).isEqualTo(plain);

        assertDamaged(cipher, pointer, PageKind.OVERFLOW, sealed);
        for (PagePointer wrong : List.of(
                new PagePointer(18, 1, 5, 1, pointer.nonceRandom(), 1, pointer.tagHigh(), pointer.tagLow()),
                new PagePointer(17, 2, 5, 1, pointer.nonceRandom(), 1, pointer.tagHigh(), pointer.tagLow()),
                new PagePointer(17, 1, 6, 1, pointer.nonceRandom(), 1, pointer.tagHigh(), pointer.tagLow()),
                new PagePointer(17, 1, 5, 2, pointer.nonceRandom(), 1, pointer.tagHigh(), pointer.tagLow()),
                new PagePointer(17, 1, 5, 1, pointer.nonceRandom() + 1, 1, pointer.tagHigh(), pointer.tagLow()),
                new PagePointer(17, 1, 5, 1, pointer.nonceRandom(), 2, pointer.tagHigh(), pointer.tagLow()),
                new PagePointer(17, 1, 5, 1, pointer.nonceRandom(), 1, pointer.tagHigh() ^ 1, pointer.tagLow()),
                new PagePointer(17, 1, 5, 1, pointer.nonceRandom(), 1, pointer.tagHigh(), pointer.tagLow() ^ 1))) {
            assertDamaged(cipher, wrong, PageKind.TREE, sealed);
        }
        PageCipher elsewhere = new PageCipher(new UUID(3, 5), ring, random);
        elsewhere.install(epoch);
        assertDamaged(elsewhere, pointer, PageKind.TREE, sealed);
    }

    @Test
    void noNonceIsUsedTwiceByAnyThread() throws Exception {
        PageCipher cipher = new PageCipher(ID, ring, random);
        Set<List<Object>> seen = ConcurrentHashMap.newKeySet();
        Set<String> salts = ConcurrentHashMap.newKeySet();
        for (int epoch = 1; epoch <= 3; epoch++) {
            salts.add(Arrays.toString(cipher.beginEpoch(epoch, 1).salt()));
            Thread[] threads = new Thread[4];
            for (int t = 0; t < threads.length; t++) {
                threads[t] = new Thread(() -> {
                    byte[] plain = new byte[64];
                    byte[] sealed = new byte[64 + PageCipher.TAG_BYTES];
                    for (int i = 0; i < 2_000; i++) {
                        PagePointer pointer = cipher.seal(1, 1, PageKind.TREE, 1, plain, 0, 64, sealed, 0);
                        seen.add(List.of(pointer.epoch(), pointer.nonceRandom(), pointer.nonceCounter()));
                    }
                });
                threads[t].start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(seen).hasSize(3 * 4 * 2_000);
        assertThat(salts).hasSize(3);
    }

    @Test
    void anEpochIdWithAnotherSaltTakesOver() {
        PageCipher first = new PageCipher(ID, ring, random);
        PageCipher second = new PageCipher(ID, ring, random);
        KeyEpoch lost = first.beginEpoch(7, 1);
        KeyEpoch kept = second.beginEpoch(7, 1);
        byte[] sealed = new byte[64 + PageCipher.TAG_BYTES];
        PagePointer pointer = second.seal(1, 1, PageKind.TREE, 1, new byte[64], 0, 64, sealed, 0);
        PageCipher reader = new PageCipher(ID, ring, random);
        reader.install(lost);
        assertDamaged(reader, pointer, PageKind.TREE, sealed, 64);
        reader.install(kept);
        assertThat(reader.open(pointer, PageKind.TREE, sealed, 64)).containsOnly(0);
    }

    @Test
    void framesOfOneWriterAndGenerationOpen() {
        byte[] generation = random.bytes(FrameCipher.SALT_BYTES);
        byte[] writer = random.bytes(FrameCipher.SALT_BYTES);
        FrameCipher cipher = new FrameCipher(ring, generation, writer, random);
        byte[] aad = {1, 2};
        byte[] plain = random.bytes(100);
        byte[] sealed = cipher.seal(aad, plain);
        assertThat(sealed).hasSize(100 + FrameCipher.OVERHEAD_BYTES);
        assertThat(cipher.seal(aad, plain)).isNotEqualTo(sealed);
        byte[] inside = Arrays.copyOf(new byte[5], 5 + sealed.length);
        System.arraycopy(sealed, 0, inside, 5, sealed.length);
        FrameCipher reader = new FrameCipher(ring, generation, writer, random);
        assertThat(reader.open(aad, inside, 5, sealed.length)).isEqualTo(plain);
        assertThat(reader.open(new byte[] {1, 3}, sealed, 0, sealed.length)).isNull();
        assertThat(reader.open(aad, sealed, 0, sealed.length - 1)).isNull();
        assertThat(reader.open(aad, sealed, 0, 5)).isNull();
        assertThat(new FrameCipher(ring, writer, generation, random).open(aad, sealed, 0, sealed.length))
                .isNull();
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] damaged = sealed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(reader.open(aad, damaged, 0, damaged.length)).isNull();
        }
    }

    @Test
    void metaPagesAndReceiptsOpenOnlyInTheirSlot() {
        MetaCipher cipher = new MetaCipher(ID, ring, random);
        MetaPage meta = new MetaPage(
                6,
                99,
                new PagePointer(100, 1, 6, 1, 2, 3, 4, 5),
                new SpaceRoots(new PagePointer(101, 1, 6, 1, 2, 4, 4, 5), PagePointer.NONE, PagePointer.NONE, 512),
                new KeyEpoch(1, 1, random.bytes(24)),
                new LogHead(random.bytes(24), 100, 512, List.of(new Extent(200, 128), new Extent(400, 256))),
                random.bytes(100));
        byte[] block = cipher.sealMeta(meta);
        assertThat(block).hasSize(MetaPage.BLOCK_BYTES);
        assertThat(cipher.openMeta(2, block)).isEqualTo(meta);
        assertThat(cipher.openMeta(1, block)).isNull();
        assertThat(cipher.openMeta(2, new byte[MetaPage.BLOCK_BYTES])).isNull();
        assertThat(new MetaCipher(new UUID(9, 9), ring, random).openMeta(2, block))
                .isNull();
        Random bits = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = block.clone();
            int bit = bits.nextInt(block.length * 8);
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(cipher.openMeta(2, damaged)).isNull();
        }
        for (int torn = 512; torn < block.length; torn += 512) {
            byte[] part = Arrays.copyOf(Arrays.copyOf(block, torn), block.length);
            if (!Arrays.equals(part, block)) {
                assertThat(cipher.openMeta(2, part)).isNull();
            }
        }
        Receipt receipt = new Receipt(6, 99);
        byte[] receiptBlock = cipher.sealReceipt(MetaPage.slotOf(receipt.checkpoint()), receipt);
        assertThat(cipher.openReceipt(2, receiptBlock)).isEqualTo(receipt);
        assertThat(cipher.openReceipt(3, receiptBlock)).isNull();
        assertThat(cipher.openMeta(2, receiptBlock)).isNull();
    }

    @Test
    void sealedBytesStayTheSame() {
        RandomSource counting = bytes -> {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) i;
            }
        };
        KeyRing fixed = TestKeys.ring(counting.bytes(32));
        PageCipher cipher = new PageCipher(ID, fixed, counting);
        cipher.beginEpoch(1, 1);
        byte[] sealed = new byte[64 + PageCipher.TAG_BYTES];
        PagePointer pointer = cipher.seal(48, 1, PageKind.TREE, 1, new byte[64], 0, 64, sealed, 0);
        Golden.assertMatches("sealed-page", Arrays.copyOf(sealed, 64));
        Golden.assertMatches("sealed-page-pointer", pointer.toBytes());
        Golden.assertMatches("sealed-receipt", new MetaCipher(ID, fixed, counting).sealReceipt(1, new Receipt(1, 2)));
        FrameCipher frames = new FrameCipher(fixed, counting.bytes(24), counting.bytes(24), counting);
        Golden.assertMatches("sealed-frame", frames.seal(new byte[] {1}, new byte[16]));
    }

    private static void assertDamaged(PageCipher cipher, PagePointer pointer, PageKind kind, byte[] sealed) {
        assertDamaged(cipher, pointer, kind, sealed, 4096);
    }

    private static void assertDamaged(
            PageCipher cipher, PagePointer pointer, PageKind kind, byte[] sealed, int length) {
        assertThatThrownBy(() -> cipher.open(pointer, kind, sealed.clone(), length))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED));
    }
}
