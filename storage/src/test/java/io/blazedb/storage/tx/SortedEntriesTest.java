/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.sim.Seed;
import io.blazedb.storage.spill.SpilledChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SortedEntriesTest {

    /** The map of the JDK does the same. */
    @Test
    void isAMap() {
        Seed.forEach(60, random -> {
            SortedEntries entries = new SortedEntries();
            TreeMap<byte[], TreeWrites.Entry> model = new TreeMap<>(Arrays::compareUnsigned);
            int keys = 1 << 1 + random.nextInt(12);
            boolean mostlyAscending = random.nextBoolean();
            int removals = random.nextInt(60);
            for (int i = 0; i < 2 * keys; i++) {
                byte[] key = key(mostlyAscending && random.nextInt(10) > 0 ? i % keys : random.nextInt(keys));
                if (random.nextInt(100) < removals) {
                    entries.remove(key);
                    model.remove(key);
                } else {
                    TreeWrites.Entry entry = new TreeWrites.Entry(new SpilledChange(i, 0, key, null, null), null);
                    entries.put(key, entry);
                    model.put(key, entry);
                }
                assertSameAround(entries, model, key(random.nextInt(keys)));
            }
            List<TreeWrites.Entry> walked = new ArrayList<>();
            entries.forEach((key, entry) -> walked.add(entry));
            assertThat(walked).containsExactlyElementsOf(model.values());
        });
    }

    private static void assertSameAround(SortedEntries entries, TreeMap<byte[], TreeWrites.Entry> model, byte[] key) {
        assertThat(entries.size()).isEqualTo(model.size());
        assertThat(entries.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(entries.get(key)).isSameAs(model.get(key));
        assertSame(entries.ceiling(key), model.ceilingEntry(key));
        assertSame(entries.higher(key), model.higherEntry(key));
        assertSame(entries.lower(key), model.lowerEntry(key));
        assertSame(entries.last(), model.lastEntry());
    }

    private static void assertSame(
            SortedEntries.@Nullable Keyed found, Map.@Nullable Entry<byte[], TreeWrites.Entry> expected) {
        if (found == null || expected == null) {
            assertThat(found == null && expected == null).isTrue();
        } else {
            assertThat(found.key()).isEqualTo(expected.getKey());
            assertThat(found.entry()).isSameAs(expected.getValue());
        }
    }

    /** Of different lengths, some the beginning of others. */
    private static byte[] key(int number) {
        int length = 1 + number % 3;
        return Arrays.copyOf(new byte[] {(byte) (number / 3 >> 4), (byte) (number / 3), 0}, length);
    }
}
