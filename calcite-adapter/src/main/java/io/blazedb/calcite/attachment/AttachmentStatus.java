/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.attachment;

import org.jspecify.annotations.Nullable;

/**
 * How an attachment is doing.
 *
 * @param kind FILE, REPLICA or SERVED
 * @param state ATTACHED for a file; for a replica CONNECTING, SNAPSHOT, CATCH_UP, LIVE, OFFLINE, REVOKED, FORKED
 * @param position last applied position of the publisher's channel; 0 for a file
 * @param head newest known position of the channel
 * @param lagMicros time from the publisher's commit to its visibility here, for the last applied change; -1 if unknown
 * @param lastError the last failure in one sentence, or null
 * @param pendingWrites transactions that wrote rows here and wait for the owner's decision; -1 as long as it is not known
 */
public record AttachmentStatus(
        String kind,
        String state,
        long position,
        long head,
        long lagMicros,
        @Nullable String lastError,
        long pendingWrites) {}
