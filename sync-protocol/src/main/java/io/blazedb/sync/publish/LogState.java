/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.sync.subscription.SyncPosition;
import io.blazedb.sync.wire.WireReader;
import io.blazedb.sync.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * What a publisher keeps of a channel's log: enough to make the same records again from the database's change feed.
 *
 * <pre>
 * offset size field
 * 0      1    version, 1
 * 1      16   incarnation
 * 17     32   digest of the policy
 * 49     n    count, then for each checkpoint: 8 position, 8 commit sequence, 32 digest; ascending
 * </pre>
 *
 * @param incarnation the log's incarnation
 * @param policyDigest the rules it was made by
 * @param checkpoints places from which the log can be made again, ascending; never empty
 */
record LogState(UUID incarnation, byte[] policyDigest, List<Checkpoint> checkpoints) {
    /**
     * A place in the log and the commit up to which it reaches.
     *
     * @param position number of the last record
     * @param sequence the last commit looked at
     * @param digest digest after that record
     */
    record Checkpoint(long position, long sequence, byte[] digest) {}

    private static final int VERSION = 1;
    private static final int CHECKPOINTS_MAX = 64;

    LogState {
        checkpoints = List.copyOf(checkpoints);
    }

    boolean hasPolicy(byte[] digest) {
        return Arrays.equals(policyDigest, digest);
    }

    Checkpoint newest() {
        return checkpoints.get(checkpoints.size() - 1);
    }

    SyncPosition positionOf(Checkpoint checkpoint) {
        return new SyncPosition(incarnation, checkpoint.position(), checkpoint.digest());
    }

    /** With one more checkpoint; older ones are thinned out when they become many. */
    LogState with(Checkpoint checkpoint) {
        List<Checkpoint> kept = new ArrayList<>();
        boolean thin = checkpoints.size() >= CHECKPOINTS_MAX;
        for (int i = 0; i < checkpoints.size(); i++) {
            if (!thin || i % 2 == 0) {
                kept.add(checkpoints.get(i));
            }
        }
        kept.add(checkpoint);
        return new LogState(incarnation, policyDigest, kept);
    }

    byte[] encode() {
        WireWriter writer = new WireWriter()
                .u8(VERSION)
                .u64(incarnation.getMostSignificantBits())
                .u64(incarnation.getLeastSignificantBits())
                .raw(policyDigest)
                .varint(checkpoints.size());
        for (Checkpoint checkpoint : checkpoints) {
            writer.u64(checkpoint.position()).u64(checkpoint.sequence()).raw(checkpoint.digest());
        }
        return writer.toByteArray();
    }

    static LogState decode(byte[] bytes) {
        WireReader reader = new WireReader(bytes);
        if (reader.u8() != VERSION) {
            throw WireReader.malformed("log state version");
        }
        UUID incarnation = new UUID(reader.u64(), reader.u64());
        byte[] policyDigest = reader.raw(SyncPosition.DIGEST_BYTES);
        int count = reader.count(CHECKPOINTS_MAX + 1);
        List<Checkpoint> checkpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            checkpoints.add(new Checkpoint(reader.u64(), reader.u64(), reader.raw(SyncPosition.DIGEST_BYTES)));
        }
        reader.end();
        if (checkpoints.isEmpty()) {
            throw WireReader.malformed("log state");
        }
        return new LogState(incarnation, policyDigest, checkpoints);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogState state && Arrays.equals(encode(), state.encode());
    }

    @Override
    public int hashCode() {
        return incarnation.hashCode();
    }
}
