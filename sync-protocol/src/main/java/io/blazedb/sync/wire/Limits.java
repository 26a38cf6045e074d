/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.wire;

/** The bounds of everything that comes from a peer or waits for one. */
public final class Limits {
    /** Longest body of a frame; longer messages are split, see {@link FrameCodec#split}. */
    public static final int FRAME_BODY_BYTES_MAX = 1 << 20;

    /** Longest message put together from frames: one transaction's record, for example. */
    public static final int MESSAGE_BYTES_MAX = 64 << 20;

    /** Longest message before the peer is authenticated. */
    public static final int HANDSHAKE_BYTES_MAX = 64 << 10;

    /** A snapshot chunk is closed when it reaches this size; one row may make it longer. */
    public static final int SNAPSHOT_CHUNK_BYTES = 256 << 10;

    /** Longest name of a database, app, group, schema, table or column, in UTF-8. */
    public static final int NAME_BYTES_MAX = 1_024;

    /** Longest predicate or other SQL text, in UTF-8. */
    public static final int SQL_BYTES_MAX = 64 << 10;

    /** Tables in a channel. */
    public static final int TABLES_MAX = 10_000;

    /** Columns of a table. */
    public static final int COLUMNS_MAX = 4_096;

    /** Labels of an enumerated type. */
    public static final int ENUM_LABELS_MAX = 1 << 20;

    /** Row operations in a record. */
    public static final int RECORD_OPS_MAX = 8_000_000;

    /** Bytes that a publisher sends beyond what the subscriber has given credit for: none. The first credit of a session. */
    public static final long INITIAL_CREDIT_BYTES = 8L << 20;

    /** Queries that a served connection may have open at a time. */
    public static final int QUERIES_MAX = 64;

    /** Parameters and columns of a served query. */
    public static final int QUERY_VALUES_MAX = 8_192;

    /** Operations of one intent. */
    public static final int INTENT_OPS_MAX = 1_000_000;

    /** Bytes of the rows of one intent. */
    public static final long INTENT_BYTES_MAX = 32L << 20;

    /** Intents of a writer that are on their way and not decided. */
    public static final int INTENTS_SENT_MAX = 64;

    /** Bytes of intents that are on their way and not decided, beyond which no further one is sent. */
    public static final long INTENTS_SENT_BYTES_MAX = 8L << 20;

    /** Other databases that a state of a database may name as known; those beyond are not told. */
    public static final int CAUSES_MAX = 4_096;

    private Limits() {}
}
