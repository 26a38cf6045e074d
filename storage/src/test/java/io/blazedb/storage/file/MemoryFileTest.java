/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.sim.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MemoryFileTest {
    @Test
    void behavesAsAnArray() {
        Seed.forEach(5, random -> {
            byte[] model = new byte[400_000];
            int size = 0;
            MemoryFile file = new MemoryFile();
            for (int i = 0; i < 300; i++) {
                int at = random.nextInt(300_000);
                byte[] bytes = new byte[random.nextInt(100_000)];
                random.nextBytes(bytes);
                if (random.nextInt(10) == 0) {
                    file.truncate(at);
                    if (at < size) {
                        Arrays.fill(model, at, size, (byte) 0);
                        size = at;
                    }
                } else if (bytes.length > 0) {
                    file.write(at, bytes, 0, bytes.length);
                    System.arraycopy(bytes, 0, model, at, bytes.length);
                    size = Math.max(size, at + bytes.length);
                }
                assertThat(file.size()).isEqualTo(size);
                byte[] read = new byte[50_000];
                int count = file.read(at, read, 0, read.length);
                assertThat(count).isEqualTo(Math.max(0, Math.min(read.length, size - at)));
                assertThat(Arrays.copyOf(read, count)).isEqualTo(Arrays.copyOfRange(model, at, at + count));
            }
        });
    }
}
