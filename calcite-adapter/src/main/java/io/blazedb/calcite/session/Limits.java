/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.session;

/** The limits of sessions. */
public final class Limits {
    /** Plans kept for the sessions of one database. */
    public static final int PLANS_CACHED = 1_000;
    /** Characters of the statements whose plans are kept, all together: a plan takes memory as its statement is long. */
    static final long PLANS_CACHED_CHARACTERS = 2L << 20;
    /** Runs after which a plan's estimates are looked at for the first time, and then at every power of two. */
    static final long PLAN_CHECK_RUNS = 8;
    /** Runs after which a plan's estimates are looked at again in any case. */
    static final long PLAN_CHECK_RUNS_MAX = 65_536;
    /** How much a table may grow or shrink before its plans are made anew. */
    static final double PLAN_GROWTH = 8;
    /** Below this number of rows a table may grow and shrink without its plans being made anew. */
    static final double PLAN_ROWS_MIN = 1_000;
    /** Tables of one store whose rules for writing are kept. */
    static final int WRITE_RULES_CACHED = 10_000;
    /** How often a statement outside of a transaction is run again after a write conflict. */
    public static final int CONFLICT_RETRIES = 50;
    /** How often snapshots of several files are taken anew because a distributed commit came between. */
    static final int SNAPSHOT_TRIES = 100;
    /** How long a reader that cannot write waits for others to complete a transaction over several files, each time. */
    static final long UNFINISHED_PAUSE_NANOS = 20_000_000;
    /** How often a decision about a distributed transaction is tried when others change decisions at the same time. */
    static final int DECISION_TRIES = 100;
    /** Finished distributed transactions whose decisions are kept until the next one removes them. */
    static final int FINISHED_DECISIONS_KEPT = 100;
    /** Stack for planning a statement that is nested too deeply for the caller's. */
    public static final long LARGE_STACK_BYTES = 32L << 20;

    /** Page cache of a session's temporary tables, which are in memory anyway. */
    static final long TEMPORARY_CACHE_BYTES = 8L << 20;

    /** Other databases whose commits are told apart in what is written after reading them. */
    static final int SEEN_DATABASES_MAX = 1_024;
    /** How long a transaction that begins waits for replicas that are behind each other, before it is known what it reads. */
    static final long CAUSAL_BEGIN_NANOS = 100_000_000;
    /** How long a statement waits at a time for a replica that is behind, before it looks again; doubled each time. */
    static final long CAUSAL_PAUSE_NANOS = 50_000;
    /** The longest of those pauses. */
    static final long CAUSAL_PAUSE_NANOS_MAX = 2_000_000;

    private Limits() {}
}
