/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.calcite;

import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.memory.MemoryAccount;
import io.blazedb.calcite.exec.memory.RowList;
import io.blazedb.calcite.parser.SessionStatement;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cursor with a name. Rows are read as far as they are asked for and, unless it says NO SCROLL, kept for going back; beyond memory in
 * temporary files.
 */
final class NamedCursor implements AutoCloseable {
    private final SessionStatement.Declare declaration;
    private final InternalRows source;
    private final MemoryAccount account;
    private final RowList rows;
    /** 0 before the first row, n on the n-th, one more than there are behind the last. */
    private long position;

    private long read;
    private boolean ended;
    private boolean kept;
    private @Nullable Object @Nullable [] current;

    NamedCursor(SessionStatement.Declare declaration, InternalRows source, MemoryAccount account) {
        this.declaration = declaration;
        this.source = source;
        this.account = account;
        this.rows = new RowList(account.share("Cursor"));
    }

    SessionStatement.Declare declaration() {
        return declaration;
    }

    List<ResultColumn> columns() {
        return source.columns();
    }

    boolean isHeld() {
        return declaration.hold();
    }

    /** Whether all of its rows are here: it needs its transaction no more. */
    boolean isKept() {
        return kept;
    }

    private boolean isForwardOnly() {
        return Boolean.FALSE.equals(declaration.scroll());
    }

    /** Reads it to its end. */
    void keep() {
        if (!kept) {
            kept = true;
            while (readOne()) {
                // Each row goes to the list.
            }
            source.close();
        }
    }

    /**
     * Moves, and hands over the rows on the way.
     *
     * @return how many there were
     */
    long go(SessionStatement.Fetch fetch, Consumer<@Nullable Object[]> target) {
        long count = fetch.count();
        return switch (fetch.direction()) {
            case FORWARD -> count < 0 ? backward(-count, target) : count == 0 ? here(target) : forward(count, target);
            case BACKWARD -> count < 0 ? forward(-count, target) : count == 0 ? here(target) : backward(count, target);
            case ABSOLUTE -> absolute(count, target);
            case RELATIVE -> relative(count, target);
        };
    }

    private long forward(long count, Consumer<@Nullable Object[]> target) {
        long given = 0;
        while (given < count && step()) {
            target.accept(row());
            given++;
        }
        return given;
    }

    private long backward(long count, Consumer<@Nullable Object[]> target) {
        requireScroll();
        long given = 0;
        while (given < count && position > 0) {
            position--;
            if (position > 0) {
                target.accept(row());
                given++;
            }
        }
        return given;
    }

    private long absolute(long place, Consumer<@Nullable Object[]> target) {
        if (place >= 0) {
            if (place < position) {
                requireScroll();
                position = place;
            }
            while (position < place && step()) {
                // On the way.
            }
            return place > 0 ? here(target) : 0;
        }
        requireScroll();
        while (step()) {
            // To the end, to know where it is.
        }
        position = Math.max(0, read + 1 + place);
        return here(target);
    }

    private long relative(long distance, Consumer<@Nullable Object[]> target) {
        if (distance < 0) {
            requireScroll();
            position = Math.max(0, position + distance);
        }
        for (long i = 0; i < distance && step(); i++) {
            // On the way.
        }
        return here(target);
    }

    /** The row where it is, if it is on one. */
    private long here(Consumer<@Nullable Object[]> target) {
        if (position == 0 || (ended && position > read)) {
            return 0;
        }
        target.accept(row());
        return 1;
    }

    private @Nullable Object[] row() {
        @Nullable Object[] last = current;
        return last != null && position == read ? last : rows.get(position - 1);
    }

    /** To the next row; false if it is behind the last one then. */
    private boolean step() {
        if (position < read) {
            position++;
            return true;
        }
        if (!ended && !readOne()) {
            ended = true;
        }
        position = ended ? read + 1 : read;
        return !ended;
    }

    private boolean readOne() {
        if (ended || !source.next()) {
            ended = true;
            return false;
        }
        read++;
        @Nullable Object[] row = source.row();
        if (row == null) {
            throw new IllegalStateException("a cursor that has moved is on a row");
        }
        current = Results.whole(row);
        if (isHeld() || !isForwardOnly()) {
            rows.add(current);
        }
        return true;
    }

    private void requireScroll() {
        if (isForwardOnly()) {
            throw new BlazeSqlException(
                    SqlErrorCode.OBJECT_NOT_READY,
                    "cursor \"" + declaration.name() + "\" can only scan forward; declare it with SCROLL");
        }
    }

    @Override
    public void close() {
        source.close();
        account.close();
    }
}
