/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.process;

/** Sizes and times of the lock file. */
final class Limits {
    /** Processes that may have one file open. */
    static final int PROCESSES_MAX = 64;

    /** Size of the mapped part of the lock file; never changes while it exists. */
    static final int MAPPED_BYTES = 64 << 10;

    /** Longest path of a socket. The usual limit of operating systems is 103 or 107. */
    static final int SOCKET_PATH_BYTES_MAX = 100;

    /** How often somebody who waits for a lock looks whether its holder still lives. */
    static final long LIVENESS_CHECK_MILLIS = 20;

    /** How long a process tries to take its own lock again while others look at it. */
    static final long RENEWAL_MILLIS_MAX = 100;

    /** Checkpoints that a process can say it reads; if there are more, all from the oldest one on count as read. */
    static final int PINS_MAX = 32;

    /** Leases of a process that others are told of. */
    static final int LEASES_NOTED_MAX = 12;

    /** How often a lease is asked for that somebody seems to be about to take or give up. */
    static final int LEASE_TRIES = 3;

    private Limits() {}
}
