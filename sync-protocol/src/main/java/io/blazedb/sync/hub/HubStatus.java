/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.hub;

import java.util.List;

/**
 * What a hub can say about itself.
 *
 * @param connections authenticated connections
 * @param channels its channels
 */
public record HubStatus(int connections, List<Channel> channels) {

    /**
     * A channel as the hub knows it.
     *
     * @param id the channel's id
     * @param ownerId fingerprint of its owner
     * @param app name of the publishing app
     * @param epoch present epoch
     * @param last last position; -1 before the first snapshot
     * @param bytes stored bytes
     * @param devices number of devices in the present epoch
     * @param publisherOnline whether its publisher is connected
     * @param subscribersOnline number of devices following it now
     */
    public record Channel(
            String id,
            String ownerId,
            String app,
            int epoch,
            long last,
            long bytes,
            int devices,
            boolean publisherOnline,
            int subscribersOnline) {}
}
