/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Compares bytes with a dump under {@code src/test/resources/golden}: lines of an offset and up to 16 bytes, without those that are all
 * zero. {@code -Dblazedb.golden.write=true} writes the dumps instead; that is a change of the file format.
 */
public final class Golden {
    private static final int LINE_BYTES = 16;

    private Golden() {}

    public static void assertMatches(String name, byte[] bytes) {
        String dump = dump(bytes);
        if (Boolean.getBoolean("blazedb.golden.write")) {
            write(Path.of("src/test/resources/golden", name + ".hex"), dump);
            return;
        }
        try (InputStream golden = Golden.class.getResourceAsStream("/golden/" + name + ".hex")) {
            assertThat(golden).as(name).isNotNull();
            assertThat(dump).as(name).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String dump(byte[] bytes) {
        StringBuilder text = new StringBuilder("length " + bytes.length + "\n");
        HexFormat hex = HexFormat.ofDelimiter(" ");
        for (int at = 0; at < bytes.length; at += LINE_BYTES) {
            int end = Math.min(bytes.length, at + LINE_BYTES);
            boolean zero = true;
            for (int i = at; i < end; i++) {
                zero &= bytes[i] == 0;
            }
            if (!zero) {
                text.append(HexFormat.of().toHexDigits((short) at))
                        .append("  ")
                        .append(hex.formatHex(bytes, at, end))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static void write(Path file, String dump) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, dump, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
