/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.wire.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class HubMessageFuzzTest {
    private static final byte[] B16 = new byte[16];
    private static final byte[] B32 = new byte[32];
    private static final byte[] SOME = {1, 2, 3};

    private static final List<HubMessage> ALL = List.of(
            new HubMessage.Hello(1, 2, B32),
            new HubMessage.Challenge(1, B32),
            new HubMessage.Auth(SOME, new byte[64]),
            new HubMessage.Welcome(),
            new HubMessage.Failure(7, "context"),
            new HubMessage.Ping(),
            new HubMessage.Pong(),
            new HubMessage.Serve(B32),
            new HubMessage.OpenChannel(B32, B16),
            new HubMessage.Head(B16, 3, 9, 5, 3, 100, 200, List.of(B32), new HubMessage.Tail(false, 3, 8, 9, SOME)),
            new HubMessage.Head(new byte[0], 0, -1, -1, 0, 0, 0, List.of(), null),
            new HubMessage.Requests(List.of(SOME, SOME)),
            new HubMessage.TurnEpoch(2, List.of(new HubMessage.Wrapped(B32, SOME))),
            new HubMessage.AddDevice(2, new HubMessage.Wrapped(B32, SOME)),
            new HubMessage.Publish(B16, 1, 2, 3, SOME),
            new HubMessage.Published(9),
            new HubMessage.PutSnapshot(B16, 1, 2, 3, SOME),
            new HubMessage.Chunk(4, SOME),
            new HubMessage.End(5, SOME),
            new HubMessage.Ask("owner", "app", B32),
            new HubMessage.Standing(true, false, List.of(new HubMessage.EpochEnvelope(1, SOME)), B16, SOME, B16, 8),
            new HubMessage.Follow(B16, 8),
            new HubMessage.Reset(),
            new HubMessage.RequestSnapshot(1, 2),
            new HubMessage.BeginSnapshot(B16, 1, 2, 3, 4, SOME),
            new HubMessage.Deliver(B16, 1, 2, 3, SOME),
            new HubMessage.Frontier(5),
            new HubMessage.Credit(6),
            new HubMessage.Applied(7));

    @Test
    void everyMessageComesBack() {
        for (HubMessage message : ALL) {
            Frame frame = HubMessageCodec.encode(3, message);
            HubMessage decoded = HubMessageCodec.decode(frame);
            assertThat(decoded).isNotNull().hasSameClassAs(message);
            assertThat(HubMessageCodec.encode(3, decoded).body()).isEqualTo(frame.body());
        }
        assertThat(ALL.stream().map(Object::getClass).distinct().count())
                .isEqualTo(HubMessage.class.getPermittedSubclasses().length);
    }

    @Test
    void alteredMessagesFailWithTheirOwnExceptionOnly() {
        long seed = Long.getLong("blazedb.seed", ThreadLocalRandom.current().nextLong());
        System.getLogger("test").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random choices = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            Frame frame = HubMessageCodec.encode(1, ALL.get(choices.nextInt(ALL.size())));
            byte[] body = Arrays.copyOf(frame.body(), Math.max(0, frame.body().length + choices.nextInt(9) - 4));
            for (int flips = choices.nextInt(4); flips > 0 && body.length > 0; flips--) {
                body[choices.nextInt(body.length)] = (byte) choices.nextInt();
            }
            int type = choices.nextInt(10) == 0 ? choices.nextInt(256) : frame.type();
            try {
                HubMessageCodec.decode(new Frame(type, 0, 1, body));
            } catch (SyncException e) {
                assertThat(e.code().category()).isNotNull();
            }
        }
    }
}
