/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub.store;

/**
 * Bounds of a hub's store.
 *
 * @param channelBytesMax bytes of a channel: log and snapshot together
 * @param totalBytesMax bytes of all channels together
 * @param entriesMax entries in a channel's log
 * @param channelsMax channels
 * @param devicesMax devices that a channel's key is wrapped for, and devices known to the directory for one database
 * @param segmentBytes size at which a log begins its next file
 */
public record StoreLimits(
        long channelBytesMax, long totalBytesMax, int entriesMax, int channelsMax, int devicesMax, long segmentBytes) {

    /** 4 GiB for a channel, 64 GiB in all. */
    public static final StoreLimits DEFAULT = new StoreLimits(4L << 30, 64L << 30, 1 << 18, 10_000, 5_000, 16L << 20);
}
