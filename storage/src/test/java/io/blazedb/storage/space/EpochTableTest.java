/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.file.MemoryFile;
import io.blazedb.storage.page.KeyEpoch;
import io.blazedb.storage.page.PagePointer;
import io.blazedb.storage.sim.PageStore;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EpochTableTest {
    private final EpochTable table =
            EpochTable.read(new PageStore(new MemoryFile(), 4096, new Random(1)).pager(), PagePointer.NONE);

    private static KeyEpoch epoch(int id) {
        return new KeyEpoch(id, 1, new byte[KeyEpoch.SALT_BYTES]);
    }

    @Test
    void forgetsEpochsWithoutPagesButNeverTheLargestId() {
        table.add(epoch(1), 5);
        table.add(epoch(2), 3);
        table.add(epoch(3), 1);
        table.add(epoch(4), 1);
        table.subtract(2, 3);
        table.subtract(3, 1);
        table.subtract(4, 1);
        table.prune(epoch(1));
        assertThat(table.epochs()).extracting(KeyEpoch::id).containsExactly(1, 4);
        table.add(epoch(5), 0);
        table.prune(epoch(5));
        assertThat(table.epochs()).extracting(KeyEpoch::id).containsExactly(1, 5);
        assertThat(table.pages(1)).isEqualTo(5);
    }

    @Test
    void neverCountsBelowZero() {
        table.add(epoch(1), 5);
        assertThatThrownBy(() -> table.subtract(1, 6)).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> table.subtract(2, 1)).isInstanceOf(StoreException.class);
    }
}
