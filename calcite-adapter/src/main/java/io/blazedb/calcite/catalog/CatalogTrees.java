/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.catalog;

import io.blazedb.calcite.types.KeyCodec;
import io.blazedb.calcite.types.SqlType;
import org.jspecify.annotations.Nullable;

/**
 * The trees that SQL reserves in every store, and the keys of the catalog.
 *
 * <pre>
 * tree  what
 * 1     the catalog: kind of record, namespace, name, second name -> record
 * 2     counters of identity columns, row ids and sequences: tree, column id -> the next value nobody has taken
 * 3     decisions of distributed transactions: transaction id -> participants
 * 4     positions up to which links have followed attached files: alias -> sequence
 * 5     names of prepared transactions that are decided outside: transaction id -> name
 * 6     what rows here were made in knowledge of: see {@link Causes}
 * 7-99  reserved
 * 100-  tables and indexes
 * </pre>
 */
public final class CatalogTrees {
    public static final long CATALOG = 1;
    public static final long COUNTERS = 2;
    public static final long DECISIONS = 3;
    public static final long LINK_POSITIONS = 4;
    public static final long BRANCHES = 5;
    static final long CAUSES = 6;
    public static final long FIRST_USER_TREE = 100;

    static final short VERSION = 1;
    static final short COUNTER = 2;
    static final short SCHEMA = 3;
    static final short TABLE = 4;
    static final short INDEX = 5;
    static final short PUBLICATION = 6;
    static final short GRANT = 7;
    static final short LINK = 8;
    static final short ATTACHMENT = 9;
    static final short SETTING = 10;
    static final short STATISTICS = 11;
    static final short SEQUENCE = 12;
    static final short ROLE = 13;
    static final short SECURITY = 14;
    static final short DEFAULT_RIGHTS = 15;
    static final short DOMAIN = 16;
    static final short COMMENT = 18;

    private static final KeyCodec KEYS = new KeyCodec(
            new SqlType[] {
                SqlType.of(SqlType.Name.SMALLINT),
                SqlType.of(SqlType.Name.INTEGER),
                SqlType.of(SqlType.Name.VARCHAR),
                SqlType.of(SqlType.Name.VARCHAR)
            },
            new int[] {0, 1, 2, 3},
            new boolean[4],
            false,
            false);

    private CatalogTrees() {}

    /** The key of a table's record: a transaction that writes rows depends on it. */
    public static byte[] tableKey(int namespace, String schema, String table) {
        return key(TABLE, namespace, schema, table);
    }

    static byte[] key(short kind, int namespace, String name, String second) {
        return KEYS.encode(new @Nullable Object[] {kind, namespace, name, second});
    }

    static byte[] prefix(Object... values) {
        return KEYS.encodePrefix(values, values.length);
    }

    static @Nullable Object[] decode(byte[] key) {
        return KEYS.decode(io.blazedb.storage.bytes.ByteSlice.of(key));
    }
}
