/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.file.ChannelFile;
import io.blazedb.storage.page.KeyEpoch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a heap dump gives away: of an open database the keys that it works with, but not the passphrase; of a closed one neither
 * passphrase nor any key, as far as objects can be reached.
 */
class HeapDumpTest {
    private static final String PASSPHRASE = "correct horse battery staple 4711";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aClosedDatabaseLeavesNoKeyBehind() throws Exception {
        Path file = directory.resolve("secret.blazedb");
        Map<String, byte[]> secrets = create(file);
        byte[] open = dump(file, "open.hprof", "closed.hprof");
        secrets.put("page key", pageKey(file));
        byte[] closed = Files.readAllBytes(directory.resolve("closed.hprof"));
        assertThat(contains(open, secrets.get("master key")))
                .as("the test finds what is there")
                .isTrue();
        assertThat(contains(open, secrets.get("page key")))
                .as("the test finds what is there")
                .isTrue();
        for (String passphrase : List.of("passphrase", "passphrase as characters")) {
            assertThat(contains(open, secrets.get(passphrase))).as(passphrase).isFalse();
        }
        secrets.forEach(
                (name, secret) -> assertThat(contains(closed, secret)).as(name).isFalse());
    }

    private byte[] dump(Path file, String open, String closed) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildKeyHolder.class.getName(),
                        file.toString(),
                        directory.resolve(open).toString(),
                        directory.resolve(closed).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            child.getOutputStream().write(PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
            child.getOutputStream().close();
            assertThat(child.waitFor()).isZero();
        } finally {
            child.destroyForcibly();
        }
        return Files.readAllBytes(directory.resolve(open));
    }

    /** Makes a database and tells its secrets: whatever 32 random bytes it took that do not stand in its header. */
    private static Map<String, byte[]> create(Path file) throws IOException {
        List<byte[]> drawn = new ArrayList<>();
        RandomSource recorder = bytes -> {
            RandomSource.secure().fill(bytes);
            drawn.add(bytes.clone());
        };
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        try (KeySource key = KeySource.passphrase(PASSPHRASE.toCharArray())) {
            StoreFile.create(ChannelFile.create(file), key, 1 << 20, recorder, Clock.systemUTC())
                    .close();
            byte[] header = Arrays.copyOf(Files.readAllBytes(file), Superheader.COPY_BYTES);
            drawn.removeIf(bytes -> bytes.length != KeyRing.KEY_BYTES || contains(header, bytes));
            secrets.put("master key", drawn.get(0));
            secrets.put("data key", drawn.get(1));
        }
        secrets.put("passphrase", PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
        secrets.put("passphrase as characters", PASSPHRASE.getBytes(StandardCharsets.UTF_16BE));
        return secrets;
    }

    /** The keys of the pages that the child has left behind. */
    private static byte[] pageKey(Path file) throws IOException {
        try (KeySource key = KeySource.passphrase(PASSPHRASE.toCharArray())) {
            byte[] copy = Arrays.copyOf(Files.readAllBytes(file), Superheader.COPY_BYTES);
            try (Superheader header = Superheader.open(copy, copy, key);
                    StoreFile store =
                            StoreFile.open(ChannelFile.open(file, false), key, 1 << 20, RandomSource.secure())) {
                KeyEpoch epoch = store.metas().newest().meta().epoch();
                byte[] context = new byte[KeyEpoch.BYTES];
                epoch.encode(context, 0);
                return header.keyRing().derive(epoch.generation(), "page", context);
            }
        }
    }

    private static boolean contains(byte[] dump, byte[] secret) {
        int last = dump.length - secret.length;
        for (int at = 0; at <= last; at++) {
            int i = 0;
            while (i < secret.length && dump[at + i] == secret[i]) {
                i++;
            }
            if (i == secret.length) {
                return true;
            }
        }
        return false;
    }
}
