/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryBlocksTest {
    private final Random random = new Random(Long.getLong("blazedb.seed", 42));

    @TempDir
    Path directory;

    @Test
    void blocksComeBackAsTheyWereAndPlacesAreUsedAgain() {
        try (TemporaryBlocks blocks = new TemporaryBlocks(directory)) {
            Map<Integer, byte[]> expected = new HashMap<>();
            byte[] into = new byte[TemporaryBlocks.BLOCK_BYTES];
            int highest = 0;
            for (int i = 0; i < 500; i++) {
                byte[] plain = new byte[random.nextInt(TemporaryBlocks.BLOCK_BYTES + 1)];
                random.nextBytes(plain);
                int block = blocks.write(plain, plain.length);
                assertThat(expected).doesNotContainKey(block);
                expected.put(block, plain);
                highest = Math.max(highest, block);
                if (expected.size() > 40) {
                    List<Integer> present = new ArrayList<>(expected.keySet());
                    int freed = present.get(random.nextInt(present.size()));
                    assertThat(blocks.read(freed, into)).isEqualTo(expected.get(freed).length);
                    assertThat(into).startsWith(expected.get(freed));
                    blocks.free(freed);
                    expected.remove(freed);
                }
            }
            assertThat(highest).isLessThanOrEqualTo(41);
        }
    }

    @Test
    void noNameIsLeftAndNoFileStaysOpen() throws IOException {
        long before = TemporaryBlocks.openFiles();
        Files.write(directory.resolve("blazedb-temp-0123456789abcdef"), new byte[] {1});
        TemporaryBlocks blocks = new TemporaryBlocks(directory);
        assertThat(TemporaryBlocks.openFiles()).isEqualTo(before);
        blocks.write(new byte[] {1, 2, 3}, 3);
        assertThat(TemporaryBlocks.openFiles()).isEqualTo(before + 1);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            assertThat(names()).isEmpty();
        }
        blocks.close();
        blocks.close();
        assertThat(TemporaryBlocks.openFiles()).isEqualTo(before);
        assertThat(names()).isEmpty();
        assertThatThrownBy(() -> blocks.write(new byte[1], 1))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.CLOSED));
    }

    @Test
    void aThreadThatIsInterruptedKeepsItsFile() {
        try (TemporaryBlocks blocks = new TemporaryBlocks(directory)) {
            int block = blocks.write(new byte[] {7}, 1);
            Thread.currentThread().interrupt();
            byte[] into = new byte[TemporaryBlocks.BLOCK_BYTES];
            assertThat(blocks.read(block, into)).isEqualTo(1);
            assertThat(blocks.write(new byte[] {8}, 1)).isNotEqualTo(block);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whatIsInTheFileIsSealedAndChangesAreNoticed() throws IOException {
        byte[] plain = "the quick brown fox jumps over the lazy dog"
                .repeat(20)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (TemporaryBlocks blocks = new TemporaryBlocks(directory)) {
            int block = blocks.write(plain, plain.length);
            Path open = openFile();
            if (open == null) {
                return;
            }
            byte[] stored = Files.readAllBytes(open);
            assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("fox");
            stored[10] ^= 1;
            Files.write(open, stored);
            assertThatThrownBy(() -> blocks.read(block, new byte[TemporaryBlocks.BLOCK_BYTES]))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED));
        }
    }

    /** The file without a name, where the operating system shows the files that a process has open. */
    private @org.jspecify.annotations.Nullable Path openFile() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return null;
        }
        try (Stream<Path> links = Files.list(descriptors)) {
            for (Path link : links.toList()) {
                if (Files.isSymbolicLink(link)
                        && Files.readSymbolicLink(link).toString().startsWith(directory.toString())) {
                    return link;
                }
            }
        }
        return null;
    }

    private List<Path> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
