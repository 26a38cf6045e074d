/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message between a client and a hub. Streams other than 0 are chosen by the client: one for each channel it publishes and for each database it
 * follows. PROTOCOL.md, "Hub", has the bytes.
 *
 * <pre>
 * client                         hub
 * Hello                 ->
 *                       <-       Challenge
 * Auth                  ->
 *                       <-       Welcome, or Failure and the end
 *
 * publisher, per database
 * Serve                 ->
 *                       <-       Requests (again whenever somebody new asks)
 * publisher, per channel
 * OpenChannel           ->
 *                       <-       Head
 * TurnEpoch, AddDevice  ->
 *                       <-       Head
 * PutSnapshot, Chunk..., End ->
 *                       <-       Head
 * Publish               ->
 *                       <-       Published
 *
 * subscriber, per database
 * Ask                   ->
 *                       <-       Standing (again whenever it changes)
 * Follow                ->
 *                       <-       Deliver..., or Reset
 * RequestSnapshot       ->
 *                       <-       BeginSnapshot, Chunk..., End, Deliver...
 * Credit, Applied       ->
 * </pre>
 */
public sealed interface HubMessage {

    /** Versions that the client speaks, and its part of the challenge. */
    record Hello(int versionMin, int versionMax, byte[] nonce) implements HubMessage {}

    /** The version that both will speak, and the hub's part of the challenge. */
    record Challenge(int version, byte[] nonce) implements HubMessage {}

    /** Encoded credentials, and the app's signature over both nonces and the hub's TLS certificate. */
    record Auth(byte[] credentials, byte[] signature) implements HubMessage {}

    /** The client is in. */
    record Welcome() implements HubMessage {}

    /** What was asked on this stream cannot be done; on stream 0 the connection ends. */
    record Failure(int code, String context) implements HubMessage {}

    record Ping() implements HubMessage {}

    record Pong() implements HubMessage {}

    /** Publishes the database of that hash, which belongs to the authenticated user and app. */
    record Serve(byte[] databaseHash) implements HubMessage {}

    /** Publishes a channel of the database of that hash, which belongs to the authenticated user and app. */
    record OpenChannel(byte[] databaseHash, byte[] channel) implements HubMessage {}

    /**
     * What the hub holds of a channel.
     *
     * @param incarnation of its snapshot; empty before the first
     * @param epoch the present epoch, 0 before the first
     * @param last last position, -1 before the first snapshot
     * @param snapshotPosition position of the snapshot, -1 before the first
     * @param snapshotEpoch epoch that the snapshot is sealed in, 0 before the first
     * @param logBytes size of the log after it
     * @param snapshotBytes size of the snapshot
     * @param devices devices in the present epoch
     * @param tail what stands at the last position, in answer to OpenChannel; otherwise null
     */
    record Head(
            byte[] incarnation,
            int epoch,
            long last,
            long snapshotPosition,
            int snapshotEpoch,
            long logBytes,
            long snapshotBytes,
            List<byte[]> devices,
            @Nullable Tail tail)
            implements HubMessage {}

    /**
     * The newest thing in a channel, by which its publisher recognizes its own log: the last entry, or the head of the snapshot if nothing
     * follows it.
     *
     * @param isSnapshot whether it is the head of the snapshot
     * @param epoch of its key
     * @param first its first position
     * @param last its last position; for a snapshot its random id
     * @param sealed the sealed content
     */
    record Tail(boolean isSnapshot, int epoch, long first, long last, byte[] sealed) {}

    /** Credentials of everybody who asks for the database. */
    record Requests(List<byte[]> credentials) implements HubMessage {}

    /** A signed key envelope and the device that it is for. */
    record Wrapped(byte[] device, byte[] envelope) {}

    /** Begins an epoch in which only these devices take part. */
    record TurnEpoch(int epoch, List<Wrapped> devices) implements HubMessage {}

    /** Lets one more device into the present epoch. */
    record AddDevice(int epoch, Wrapped wrapped) implements HubMessage {}

    /** A sealed piece of the log to be stored. */
    record Publish(byte[] incarnation, int epoch, long first, long last, byte[] sealed) implements HubMessage {}

    /** Everything up to this position is durable. */
    record Published(long last) implements HubMessage {}

    /** A snapshot to be stored follows. */
    record PutSnapshot(byte[] incarnation, int epoch, long position, long snapshotId, byte[] sealed)
            implements HubMessage {}

    /** A sealed piece of a snapshot, to the hub or from it. */
    record Chunk(long number, byte[] sealed) implements HubMessage {}

    /** The end of a snapshot, to the hub or from it. */
    record End(long chunkCount, byte[] sealed) implements HubMessage {}

    /** Asks for a database, and to be told whenever the own standing changes. */
    record Ask(String ownerId, String app, byte[] databaseHash) implements HubMessage {}

    /** An envelope of one epoch for the asking device. */
    record EpochEnvelope(int epoch, byte[] envelope) {}

    /**
     * Where the asking device stands.
     *
     * @param known whether the hub knows the database
     * @param publisherOnline whether its publisher is connected
     * @param envelopes the device's envelopes, oldest first; empty if it takes part in no channel of the database
     * @param channel the channel; empty without envelopes
     * @param publisher encoded credentials of the publisher; empty if unknown
     * @param incarnation of the snapshot; empty before the first
     * @param last last position, -1 before the first snapshot
     */
    record Standing(
            boolean known,
            boolean publisherOnline,
            List<EpochEnvelope> envelopes,
            byte[] channel,
            byte[] publisher,
            byte[] incarnation,
            long last)
            implements HubMessage {}

    /** Asks for the log after a position. */
    record Follow(byte[] incarnation, long position) implements HubMessage {}

    /** The log does not reach back there, or is of another incarnation: a snapshot is needed. */
    record Reset() implements HubMessage {}

    /** Asks for the snapshot and the log after it; chunks of that snapshot that are held already are left out. */
    record RequestSnapshot(long snapshotId, long chunksHeld) implements HubMessage {}

    /** A snapshot follows, from its chunk {@code firstChunk} on. */
    record BeginSnapshot(byte[] incarnation, int epoch, long position, long snapshotId, long firstChunk, byte[] sealed)
            implements HubMessage {}

    /** A sealed piece of the log. */
    record Deliver(byte[] incarnation, int epoch, long first, long last, byte[] sealed) implements HubMessage {}

    /** The hub's last position of the followed channel. */
    record Frontier(long last) implements HubMessage {}

    /** Allows the hub to send so many more bytes on this stream. */
    record Credit(long bytes) implements HubMessage {}

    /** Everything up to this position is durable at the subscriber. */
    record Applied(long position) implements HubMessage {}
}
