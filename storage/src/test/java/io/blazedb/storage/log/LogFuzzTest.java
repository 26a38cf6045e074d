/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.sim.Seed;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Decoders of the log fail in no other way than they say. */
class LogFuzzTest {

    @Test
    void recordsDecodeOrAreDamaged() {
        Seed.forEach(2_000, random -> {
            RecordCodec.Builder builder = random.nextBoolean()
                    ? RecordCodec.commit(random.nextLong(), null)
                    : RecordCodec.prepare(new UUID(1, 2), new UUID(3, 4), 5, 6);
            for (int tree = random.nextInt(3); tree > 0; tree--) {
                int changes = random.nextInt(4);
                builder.tree(tree, random.nextBoolean(), changes);
                for (int i = 0; i < changes; i++) {
                    builder.change(
                            new byte[random.nextInt(20)],
                            random.nextBoolean() ? null : new byte[random.nextInt(200)],
                            random.nextBoolean() ? null : new byte[random.nextInt(200)]);
                }
            }
            byte[] bytes = builder.finish().toByteArray();
            RecordCodec.decode(bytes);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                RecordCodec.decode(bytes);
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(StoreErrorCode.CORRUPTED);
            }
        });
    }

    @Test
    void headersDecodeOrAreNone() {
        Seed.forEach(2_000, random -> {
            byte[] header = new FrameHeader(
                            1 + random.nextInt(3), 28 + random.nextInt(1_000), 1, 2, new byte[16], new byte[24])
                    .encode();
            assertThat(FrameHeader.decode(header, 0, header.length)).isNotNull();
            assertThat(FrameHeader.decode(header, 0, header.length - 1)).isNull();
            header[random.nextInt(12)] ^= (byte) (1 << random.nextInt(8));
            FrameHeader changed = FrameHeader.decode(header, 0, header.length);
            if (changed != null) {
                assertThat(changed.alignedBytes())
                        .isBetween(Limits.ALIGNMENT_BYTES, Limits.FRAME_PLAIN_BYTES_MAX + Limits.ALIGNMENT_BYTES);
            }
        });
    }
}
