/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite.exec.operator;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.ModifyOperators.Changes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one execution of a statement has written so far. One thread at a time. */
final class Written {
    private final OperatorContext context;
    private final @Nullable RowProgram returning;
    private final Set<ByteBuffer> keys = new HashSet<>();
    private final List<@Nullable Object[]> rows = new ArrayList<>();
    private final List<@Nullable Object[]> toReturn = new ArrayList<>();
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
            rows.add(row);
        }
        addDeleted(seen);
    }

    /** Notes a deleted row. */
    void addDeleted(@Nullable Object[] seen) {
        count++;
        if (returning != null) {
            toReturn.add(seen);
        }
    }

    /** Remembers the key of a row that this statement must not change again; false if it was remembered before. */
    boolean touch(byte[] key) {
        return keys.add(ByteBuffer.wrap(key));
    }

    /** Refuses to change a row that this statement has written. */
    void requireUntouched(byte[] key, String statement) {
        if (keys.contains(ByteBuffer.wrap(key))) {
            throw new BlazeSqlException(
                    SqlErrorCode.CARDINALITY_VIOLATION, statement + " command cannot affect row a second time");
        }
    }

    Changes changes() {
        return new Changes(count, rows, returning == null ? List.of() : returning.run(toReturn, context));
    }

    static @Nullable Object[] concat(@Nullable Object[] first, @Nullable Object[] second) {
        @Nullable Object[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
