/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.exec.operator.ModifyOperators.Changes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one execution of a statement has written so far. One thread at a time. */
final class Written {
    private static final int KEY_BYTES = 96;

    private final OperatorContext context;
    private final @Nullable RowProgram returning;
    private final Set<ByteBuffer> keys = new HashSet<>();
    private @Nullable RowList rows;
    private @Nullable RowList toReturn;
    private MemoryAccount.@Nullable Share keysShare;
    private long count;

    /**
     * Nothing written yet.
     *
     * @param returning the items of RETURNING, or null
     */
    Written(OperatorContext context, @Nullable RowProgram returning) {
        this.context = context;
        this.returning = returning;
    }

    /** Notes a row in its new form; RETURNING sees it alone. */
    void add(@Nullable Object[] row) {
        add(row, row);
    }

    /**
     * Notes a row.
     *
     * @param row the new form
     * @param seen the row that RETURNING sees
     */
    void add(@Nullable Object[] row, @Nullable Object[] seen) {
        if (context.execution().keepsWrittenRows()) {
            RowList kept = rows == null ? list() : rows;
            kept.add(row);
            rows = kept;
        }
        addDeleted(seen);
    }

    /** Notes a deleted row. */
    void addDeleted(@Nullable Object[] seen) {
        count++;
        if (returning != null) {
            RowList kept = toReturn == null ? list() : toReturn;
            kept.add(seen);
            toReturn = kept;
        }
    }

    private RowList list() {
        return new RowList(context.share("Returning"));
    }

    /** Remembers the key of a row that this statement must not change again; false if it was remembered before. */
    boolean touch(byte[] key) {
        boolean isNew = keys.add(ByteBuffer.wrap(key));
        if (isNew) {
            MemoryAccount.Share share = keysShare == null ? context.share("The list of changed rows") : keysShare;
            share.require(KEY_BYTES + key.length);
            keysShare = share;
        }
        return isNew;
    }

    /** Refuses to change a row that this statement has written. */
    void requireUntouched(byte[] key, String statement) {
        if (keys.contains(ByteBuffer.wrap(key))) {
            throw new BlazeSqlException(
                    SqlErrorCode.CARDINALITY_VIOLATION, statement + " command cannot affect row a second time");
        }
    }

    Changes changes() {
        RowList returned = toReturn;
        return new Changes(
                count,
                rows == null ? Rows.EMPTY : rows.read(),
                returning == null || returned == null ? Rows.EMPTY : returning.rows(returned, context));
    }

    static @Nullable Object[] concat(@Nullable Object[] first, @Nullable Object[] second) {
        @Nullable Object[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
