/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.bytes;

/** What the format allows at most. */
public final class Limits {
    /** Longest key: three of them and their pointers fit into the smallest page. */
    public static final int KEY_BYTES_MAX = 1_024;
    /** Longest value. */
    public static final int VALUE_BYTES_MAX = 1 << 30;
    /** Longest value that is handed over as a whole; longer ones are streamed. */
    public static final int WHOLE_VALUE_BYTES_MAX = 64 << 20;
    /** Smallest and largest page of a file. */
    public static final int PAGE_BYTES_MIN = 4 << 10;

    public static final int PAGE_BYTES_MAX = 32 << 10;
    /** Page of a new file. */
    public static final int PAGE_BYTES_DEFAULT = 8 << 10;
    /** Leaf that keeps its columns apart; one page if pages are larger. */
    public static final int COLUMN_LEAF_BYTES = 16 << 10;
    /** The same, of rows with very many columns. */
    public static final int COLUMN_LEAF_BYTES_MAX = 32 << 10;
    /** A large value is sealed in chunks of at most this size. */
    public static final int CHUNK_BYTES_MAX = 64 << 10;
    /** Deepest tree that is followed: far more than any file can hold, and a bound for damaged ones. */
    public static final int TREE_LEVELS_MAX = 24;
    /** Memory that a key slot may demand for Argon2id, in KiB. */
    public static final int ARGON2_MEMORY_KIB_MAX = 64 << 10;

    public static final int ARGON2_MEMORY_KIB_MIN = 19 << 10;
    /** Passes that a key slot may demand for Argon2id. */
    public static final int ARGON2_ITERATIONS_MAX = 16;
    /** Key slots of a file. */
    public static final int KEY_SLOTS_MAX = 8;
    /** Name of a key slot, in UTF-8. */
    public static final int KEY_SLOT_NAME_BYTES_MAX = 64;
    /** Data keys of a file: the present one and, while pages move, the one before. */
    public static final int DATA_KEYS_MAX = 2;
    /** Ciphers that a thread keeps ready. */
    public static final int CIPHERS_PER_THREAD_MAX = 16;
    /** Seals of a page epoch after which a new one must begin. */
    public static final long SEALS_PER_EPOCH_MAX = 1L << 32;

    private Limits() {}
}
