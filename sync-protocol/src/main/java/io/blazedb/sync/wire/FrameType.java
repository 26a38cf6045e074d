/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.wire;

import org.jspecify.annotations.Nullable;

/** What a frame says. Numbers are stable and never reused; bodies are described in PROTOCOL.md. */
public enum FrameType {
    // session
    HELLO(1),
    CHALLENGE(2),
    AUTH(3),
    WELCOME(4),
    PING(5),
    PONG(6),
    GOAWAY(7),
    ERROR(8),
    // directory
    PUT_CERTIFICATE(16),
    GET_CERTIFICATES(17),
    CERTIFICATES(18),
    REVOKE_CERTIFICATE(19),
    // channel
    OPEN(32),
    HEAD(33),
    GRANT(34),
    REVOKE(35),
    KEY_ENVELOPE(36),
    SUBSCRIBE(37),
    UNSUBSCRIBE(38),
    SUBSCRIBED(39),
    // data
    PUBLISH(48),
    PUBLISH_ACK(49),
    DELIVER(50),
    ACK(51),
    CREDIT(52),
    FRONTIER(53),
    CLOCK(54),
    CLOCK_REQUEST(55),
    // snapshot
    SNAPSHOT_PUT(64),
    SNAPSHOT_REQUEST(65),
    SNAPSHOT_BEGIN(66),
    SNAPSHOT_CHUNK(67),
    SNAPSHOT_RESUME(68),
    SNAPSHOT_END(69),
    // repair
    GAP(80),
    RESET(81),
    // audit
    AUDIT_HEAD(96),
    // served queries
    SERVE(112),
    SERVED(113),
    QUERY(114),
    ROWS(115),
    QUERY_FAILED(116),
    MORE_ROWS(117),
    QUERY_CLOSE(118),
    VIEW_CLOSE(119),
    VIEW_OPEN(120),
    VIEW_CLOCK(121),
    // writes
    WRITE_OPEN(128),
    WRITE_TERMS(129),
    INTENT(130),
    INTENT_OUTCOME(131);

    private final int number;

    FrameType(int number) {
        this.number = number;
    }

    /** The type of that number, or null if this release does not know it. */
    public static @Nullable FrameType ofNumber(int number) {
        for (FrameType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }

    public int number() {
        return number;
    }
}
