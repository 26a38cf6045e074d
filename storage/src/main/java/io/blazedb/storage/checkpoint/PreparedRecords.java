/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.storage.checkpoint;

import io.blazedb.storage.btree.Forest;
import io.blazedb.storage.btree.SystemTree;
import io.blazedb.storage.btree.TreeChange;
import io.blazedb.storage.btree.TreeCursor;
import io.blazedb.storage.bytes.KeyRange;
import io.blazedb.storage.error.StoreErrorCode;
import io.blazedb.storage.error.StoreException;
import io.blazedb.storage.log.LogRecord;
import io.blazedb.storage.log.RecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The undecided prepared transactions as a checkpoint keeps them: entries of the system tree, number in order of preparation to
 * record. So they outlive the log that they were written to.
 */
public final class PreparedRecords {
    private static final byte[] PREFIX = SystemTree.preparedPrefix();

    private PreparedRecords() {}

    /** The undecided transactions of a checkpoint, oldest first. */
    public static List<LogRecord.Prepare> read(Forest forest) {
        List<LogRecord.Prepare> prepared = new ArrayList<>();
        TreeCursor cursor = forest.cursor(SystemTree.ID, KeyRange.prefix(PREFIX), false);
        while (cursor.next()) {
            if (!(RecordCodec.decode(cursor.value().toByteArray()) instanceof LogRecord.Prepare record)) {
                throw new StoreException(StoreErrorCode.CORRUPTED, "prepared transactions");
            }
            prepared.add(record);
        }
        return prepared;
    }

    /** BUSY if a transaction waits for its decision whose changes are in pages that are in no tree: a copy of the trees would lose them. */
    public static void requireInTrees(Forest forest) {
        if (read(forest).stream().anyMatch(record -> record.spilled() != null)) {
            throw new StoreException(StoreErrorCode.BUSY, "a large transaction is prepared");
        }
    }

    /** What turns the entries of a forest into the given ones, ordered by key. */
    static Collection<TreeChange> changes(Forest base, Collection<LogRecord.Prepare> prepared) {
        TreeMap<byte[], TreeChange> changes = new TreeMap<>(Arrays::compareUnsigned);
        TreeCursor present = base.cursor(SystemTree.ID, KeyRange.prefix(PREFIX), false);
        while (present.next()) {
            byte[] key = present.key().toByteArray();
            changes.put(key, new TreeChange(key, null));
        }
        int number = 0;
        for (LogRecord.Prepare record : prepared) {
            byte[] key = ByteBuffer.allocate(5).put(PREFIX).putInt(number++).array();
            changes.put(key, new TreeChange(key, RecordCodec.encode(record).toByteArray()));
        }
        return changes.values();
    }
}
