/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.checkpoint.LogState;
import io.blazedb.storage.checkpoint.StoreFile;
import io.blazedb.storage.crypto.FrameCipher;
import io.blazedb.storage.keys.KeySource;
import io.blazedb.storage.keys.RandomSource;
import io.blazedb.storage.keys.Superheader;
import io.blazedb.storage.log.LogPosition;
import io.blazedb.storage.page.ChildEntry;
import io.blazedb.storage.page.MetaPage;
import io.blazedb.storage.page.PageKind;
import io.blazedb.storage.page.TreePages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The bytes that the document shows in its section "A file, byte by byte" are those of the golden file, sealed and opened. */
class FormatDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/FORMAT.md");
    private static final String SECTION = "## A file, byte by byte";
    private static final int LINE_BYTES = 16;

    @Test
    void everyByteThatTheDocumentShowsIsInTheGoldenFile() throws IOException {
        String document = Files.readString(DOCUMENT, StandardCharsets.UTF_8);
        String section = document.substring(document.indexOf(SECTION));
        Map<String, byte[]> parts = parts();
        Map<String, Integer> shown = new LinkedHashMap<>();
        byte[] part = new byte[0];
        String name = "";
        boolean inside = false;
        for (String line : section.lines().toList()) {
            if (line.startsWith("```")) {
                inside = !inside;
                name = "";
            } else if (inside && name.isEmpty()) {
                name = line;
                part = Objects.requireNonNull(parts.get(line), line);
            } else if (inside) {
                int at = Integer.parseInt(line.substring(0, 8), 16);
                byte[] bytes = HexFormat.ofDelimiter(" ")
                        .parseHex(
                                line.substring(10, Math.min(line.length(), 57)).strip());
                assertThat(Arrays.copyOfRange(part, at, at + bytes.length))
                        .as(line)
                        .isEqualTo(bytes);
                shown.merge(name, bytes.length, Integer::sum);
            }
        }
        assertThat(shown.keySet()).as("each part is shown").containsExactlyElementsOf(parts.keySet());
    }

    /** The golden file and what is sealed in it. */
    private static Map<String, byte[]> parts() throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        byte[] file;
        try (InputStream in = Objects.requireNonNull(
                FormatDocumentTest.class.getResourceAsStream("/golden/database-v1.blazedb.gz"))) {
            file = new GZIPInputStream(in).readAllBytes();
        }
        parts.put("file", file);
        StoreFile store = SimulatedDatabase.openFile(SimulatedFile.of(file), new Random(1));
        MetaPage meta = store.metas().newest().meta();
        parts.put("plaintext of the meta page", meta.encode());
        store.forest(meta);
        byte[] directory = store.pager().read(meta.forest(), PageKind.TREE);
        parts.put("plaintext of the directory of trees", directory);
        ByteSlice root = TreePages.leafFormat(directory).value(directory, 0);
        byte[] leaf = store.pager()
                .read(ChildEntry.decode(root.array(), root.offset()).pointer(), PageKind.TREE);
        parts.put("plaintext of the root of tree 1", leaf);
        parts.put("plaintext of the first frame", firstFrame(file, meta));
        return parts;
    }

    /** The frame where recovery begins. */
    private static byte[] firstFrame(byte[] file, MetaPage meta) {
        LogPosition place = LogState.decode(meta).recovery();
        int at = (int) (place.segment().extent().firstPage() * 8192 + place.offset());
        byte[] header = Arrays.copyOfRange(file, at, at + 68);
        int sealed = ByteBuffer.wrap(header).getInt(8);
        byte[] writerSalt = Arrays.copyOfRange(header, 44, 68);
        byte[] copy = Arrays.copyOf(file, Superheader.COPY_BYTES);
        try (KeySource key = KeySource.rawKey(SimulatedDatabase.key());
                Superheader superheader = Superheader.open(copy, copy, key)) {
            FrameCipher cipher =
                    new FrameCipher(superheader.keyRing(), place.segment().salt(), writerSalt, RandomSource.secure());
            return Objects.requireNonNull(cipher.open(header, file, at + 68, sealed));
        }
    }

    /** Lines as the document has them, for whoever writes it: part, first byte, end. */
    static String dump(String name, int from, int to) throws IOException {
        byte[] part = Objects.requireNonNull(parts().get(name));
        StringBuilder text = new StringBuilder();
        for (int at = from; at < to; at += LINE_BYTES) {
            text.append(HexFormat.of().toHexDigits(at))
                    .append("  ")
                    .append(HexFormat.ofDelimiter(" ").formatHex(part, at, Math.min(to, at + LINE_BYTES)))
                    .append('\n');
        }
        return text.toString();
    }
}
