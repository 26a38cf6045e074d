/* SPDX-License-Identifier: Apache-2.0 */
/** The encrypted, log-first, copy-on-write B-tree store. Start with {@link io.blazedb.storage.Store}. */
module io.blazedb.storage {
    requires static transitive org.jspecify;
    requires org.bouncycastle.provider;

    exports io.blazedb.storage;
    exports io.blazedb.storage.bytes;
    exports io.blazedb.storage.care;
    exports io.blazedb.storage.change;
    exports io.blazedb.storage.check;
    exports io.blazedb.storage.column;
    exports io.blazedb.storage.error;
    exports io.blazedb.storage.file;
    exports io.blazedb.storage.keys;
}
