/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameCodecTest {

    private static List<Frame> decode(FrameCodec codec, byte[] bytes, Random random) {
        List<Frame> frames = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(100_000));
            frames.addAll(codec.decode(bytes, at, length));
            at += length;
        }
        return frames;
    }

    @Test
    void framesSurviveWhateverPiecesTheyArriveIn() {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            List<Frame> sent = new ArrayList<>();
            ByteBuffer bytes = ByteBuffer.allocate(16 << 20);
            for (int i = 0; i < 5; i++) {
                byte[] body = new byte[random.nextInt(10) == 0 ? random.nextInt(3 << 20) : random.nextInt(2_000)];
                random.nextBytes(body);
                Frame frame = Frame.of(FrameType.DELIVER, random.nextInt(), body);
                sent.add(frame);
                bytes.put(FrameCodec.encode(frame));
            }
            byte[] all = new byte[bytes.position()];
            bytes.flip().get(all);
            List<Frame> received = decode(new FrameCodec(Limits.MESSAGE_BYTES_MAX), all, random);
            assertThat(received).hasSize(sent.size());
            for (int i = 0; i < sent.size(); i++) {
                assertThat(received.get(i).stream()).isEqualTo(sent.get(i).stream());
                assertThat(received.get(i).type()).isEqualTo(FrameType.DELIVER.number());
                assertThat(received.get(i).body()).isEqualTo(sent.get(i).body());
            }
        }
    }

    @Test
    void oneByteAtATime() {
        byte[] bytes = FrameCodec.encode(Frame.of(FrameType.PING, 3, new byte[] {1, 2, 3}));
        FrameCodec codec = new FrameCodec(100);
        List<Frame> received = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            received.addAll(codec.decode(bytes, i, 1));
        }
        assertThat(received)
                .singleElement()
                .satisfies(frame -> assertThat(frame.body()).containsExactly(1, 2, 3));
    }

    @Test
    void aLengthIsNotBelieved() {
        ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);
        header.putInt(Limits.FRAME_BODY_BYTES_MAX + 1)
                .put((byte) 50)
                .put((byte) 0)
                .putInt(1);
        assertThatThrownBy(() -> new FrameCodec(Limits.MESSAGE_BYTES_MAX).decode(header.array(), 0, header.capacity()))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(SyncErrorCode.FRAME_TOO_LARGE));
        header.putInt(0, -1);
        assertThatThrownBy(() -> new FrameCodec(Limits.MESSAGE_BYTES_MAX).decode(header.array(), 0, header.capacity()))
                .isInstanceOf(SyncException.class);
    }

    @Test
    void aMessageThatNeverEndsIsCutOff() {
        FrameCodec codec = new FrameCodec(4 << 20);
        Frame part = new Frame(FrameType.DELIVER.number(), Frame.FLAG_MORE, 1, new byte[1 << 20]);
        byte[] bytes = FrameCodec.encode(part);
        for (int i = 0; i < 4; i++) {
            assertThat(codec.decode(bytes, 0, bytes.length)).isEmpty();
        }
        assertThatThrownBy(() -> codec.decode(bytes, 0, bytes.length))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.code()).isEqualTo(SyncErrorCode.FRAME_TOO_LARGE));
    }

    @Test
    void partsOfDifferentMessagesDoNotMix() {
        FrameCodec codec = new FrameCodec(Limits.MESSAGE_BYTES_MAX);
        byte[] first = FrameCodec.encode(new Frame(FrameType.DELIVER.number(), Frame.FLAG_MORE, 1, new byte[1]));
        byte[] other = FrameCodec.encode(Frame.of(FrameType.DELIVER, 2, new byte[1]));
        codec.decode(first, 0, first.length);
        assertThatThrownBy(() -> codec.decode(other, 0, other.length)).isInstanceOf(SyncException.class);
    }

    @Test
    void randomBytesFailOnlyWithItsOwnException() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (random.nextBoolean() && bytes.length > 4) {
                bytes[0] = 0;
                bytes[1] = 0;
                bytes[2] = 0;
            }
            try {
                new FrameCodec(Limits.HANDSHAKE_BYTES_MAX).decode(bytes, 0, bytes.length);
            } catch (SyncException expected) {
                assertThat(expected.code()).isIn(SyncErrorCode.FRAME_TOO_LARGE, SyncErrorCode.MALFORMED);
            }
        }
    }

    @Test
    void numbersSurvive() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> random.nextInt(64);
            byte[] bytes = new WireWriter().varint(value).u64(value).toByteArray();
            WireReader reader = new WireReader(bytes);
            assertThat(reader.varint()).isEqualTo(value);
            assertThat(reader.u64()).isEqualTo(value);
            reader.end();
        }
    }

    @Test
    void aNumberHasOneSpelling() {
        assertThatThrownBy(() -> new WireReader(new byte[] {(byte) 0x80, 0}).varint())
                .isInstanceOf(SyncException.class);
        byte[] tooLong = new byte[11];
        java.util.Arrays.fill(tooLong, (byte) 0xff);
        assertThatThrownBy(() -> new WireReader(tooLong).varint()).isInstanceOf(SyncException.class);
    }
}
