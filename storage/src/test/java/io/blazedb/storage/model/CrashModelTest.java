/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.ForestEditor;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.check.StoreChecker;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.sim.PageStore;
import io.blazedb.storage.sim.PageWalk;
import io.blazedb.storage.sim.Seed;
import io.blazedb.storage.sim.SimulatedFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Checkpoints are cut at any write or sync, the power fails, and the last checkpoint that was durable is whole: nothing that it
 * refers to was overwritten, whatever the unsynced writes did. Meanwhile no key and nonce seal two pages.
 */
class CrashModelTest {
    private static final int PAGE_BYTES = 4096;

    @Test
    void theLastDurableCheckpointSurvivesAnyCrash() {
        Seed.forEach(12, CrashModelTest::run);
    }

    private static void run(Random random) {
        SimulatedFile disk = new SimulatedFile();
        PageStore store = new PageStore(disk, PAGE_BYTES, random);
        Map<ByteSlice, byte[]> first = new TreeMap<>();
        Map<List<Object>, PagePointer> nonces = new HashMap<>();
        store.checkpoint(editor -> change(editor, random, first));
        Map<ByteSlice, byte[]> model = first;
        for (int round = 0; round < 25; round++) {
            recordNonces(store, nonces);
            Map<ByteSlice, byte[]> next = new TreeMap<>(model);
            if (random.nextInt(3) > 0) {
                store.checkpoint(editor -> change(editor, random, next));
                model = next;
                continue;
            }
            long operations = disk.operations();
            cutAnywhere(disk, random);
            PageStore unlucky = store.over(disk);
            boolean finished = false;
            try {
                unlucky.checkpoint(editor -> change(editor, random, next));
                finished = true;
            } catch (StoreException e) {
                assertThat(e.code()).isIn(StoreErrorCode.IO_ERROR, StoreErrorCode.DISK_FULL);
            }
            assertThat(disk.operations()).isGreaterThan(operations);
            for (int i = 0; i < 3; i++) {
                SimulatedFile left = disk.crash(random);
                compare(store.over(left), model);
                if (finished) {
                    compare(unlucky.over(left), next);
                }
            }
            disk = disk.crash(random);
            store = finished ? unlucky.over(disk) : store.over(disk);
            model = finished ? next : model;
        }
        compare(store, model);
    }

    private static void cutAnywhere(SimulatedFile disk, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> disk.failWrites(1 + random.nextInt(8), StoreErrorCode.IO_ERROR);
            case 1 -> disk.failWrites(1 + random.nextInt(3), StoreErrorCode.DISK_FULL);
            case 2 -> disk.failForces(1);
            default -> disk.heal();
        }
    }

    private static void change(ForestEditor editor, Random random, Map<ByteSlice, byte[]> model) {
        TreeMap<ByteSlice, TreeChange> changes = new TreeMap<>();
        int count = 1 + random.nextInt(200);
        for (int i = 0; i < count; i++) {
            byte[] key = {(byte) random.nextInt(8), (byte) random.nextInt(256)};
            byte[] value = random.nextInt(4) == 0 ? null : new byte[random.nextInt(50) == 0 ? 30_000 : 30];
            if (value != null) {
                random.nextBytes(value);
                model.put(ByteSlice.of(key), value);
            } else {
                model.remove(ByteSlice.of(key));
            }
            changes.put(ByteSlice.of(key), new TreeChange(key, value));
        }
        editor.merge(1, changes.values().iterator());
    }

    private static void compare(PageStore store, Map<ByteSlice, byte[]> model) {
        assertThat(StoreChecker.check(store.pager(), store.meta()).findings()).isEmpty();
        Forest forest = store.forest();
        TreeCursor cursor = forest.cursor(1, KeyRange.all(), false);
        for (Map.Entry<ByteSlice, byte[]> entry : model.entrySet()) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.key()).isEqualTo(entry.getKey());
            assertThat(cursor.value().toByteArray()).isEqualTo(entry.getValue());
        }
        assertThat(cursor.next()).isFalse();
    }

    /** Two pages that ever differed in anything were sealed with different nonces or keys. */
    private static void recordNonces(PageStore store, Map<List<Object>, PagePointer> nonces) {
        for (PagePointer pointer : PageWalk.read(store.pager(), store.meta())) {
            List<Object> seal = List.of(pointer.epoch(), pointer.nonceRandom(), pointer.nonceCounter());
            PagePointer known = nonces.putIfAbsent(seal, pointer);
            assertThat(known == null || known.equals(pointer)).isTrue();
        }
    }
}
