/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

/** Where a subscription stands; the words that {@code blaze.attachments} shows. */
public enum SessionState {
    /** Finding the publisher, proving each other's identity. */
    CONNECTING,
    /** Receiving a snapshot. */
    SNAPSHOT,
    /** Receiving what happened since the own position. */
    CATCH_UP,
    /** At the publisher's head. */
    LIVE,
    /** Not connected; the replica stays readable. */
    OFFLINE,
    /** Access was taken back; the replica's rows are gone. */
    REVOKED,
    /** The publisher's history contradicts the replica: it stays as it is, and nothing is applied. */
    FORKED
}
