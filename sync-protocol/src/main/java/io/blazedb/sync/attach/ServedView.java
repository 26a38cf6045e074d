/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.calcite.catalog.Moment;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.calcite.exec.operator.RemoteQuery;
import io.blazedb.calcite.exec.operator.RemoteView;
import io.blazedb.calcite.exec.operator.Rows;
import io.blazedb.calcite.types.RowCodec;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.session.QueryFailure;
import io.blazedb.sync.session.QueryText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one statement or transaction sees of a served database. Its first query takes a connection, and the owner a snapshot; if the connection
 * turns out to have ended before anything was seen, another one is taken.
 */
final class ServedView implements RemoteView {
    private final ServedAttachment attachment;
    private @Nullable OwnerConnection connection;
    private long number;
    private boolean seen;

    ServedView(ServedAttachment attachment) {
        this.attachment = attachment;
    }

    @Override
    public Rows query(RemoteQuery query) {
        RowCodec codec = QueryText.codec(query.resultTypes());
        byte[] parameters = QueryText.codec(query.parameterTypes()).encode(query.parameters());
        OwnerConnection kept = connection;
        boolean mayRepeat = kept == null;
        if (kept == null) {
            kept = attachment.kept();
            mayRepeat = kept != null;
        }
        try {
            if (kept == null) {
                kept = attachment.connect();
            }
            try {
                return begin(kept, query, parameters, codec);
            } catch (SyncException e) {
                if (!mayRepeat || seen || e.code() == SyncErrorCode.MALFORMED) {
                    throw e;
                }
                kept.close();
                return begin(attachment.connect(), query, parameters, codec);
            }
        } catch (SyncException e) {
            drop();
            throw e.code() == SyncErrorCode.CLOSED ? rulesChanged() : attachment.failed(e);
        }
    }

    @Override
    public @Nullable Moment moment() {
        OwnerConnection open = connection;
        try {
            if (open == null) {
                open = attachment.kept();
                if (open != null) {
                    try {
                        return begin(open);
                    } catch (SyncException e) {
                        open.close();
                    }
                }
                open = attachment.connect();
            }
            return begin(open);
        } catch (SyncException e) {
            drop();
            throw e.code() == SyncErrorCode.CLOSED ? rulesChanged() : attachment.failed(e);
        }
    }

    private @Nullable Moment begin(OwnerConnection asked) {
        if (asked != connection) {
            connection = asked;
            number = asked.nextView();
        }
        return asked.openView();
    }

    /** Asks, and waits for the first page: only then is it known that somebody answers. */
    private Rows begin(OwnerConnection asked, RemoteQuery query, byte[] parameters, RowCodec codec) {
        if (asked != connection) {
            connection = asked;
            number = asked.nextView();
        }
        OwnerConnection.Pages pages = asked.query(
                new QueryText(number, query.sql(), query.parameterTypes(), parameters, query.resultTypes()));
        byte[] first = pages.next();
        QueryFailure failure = pages.failure();
        if (failure != null && failure.sqlState().equals(SyncErrorCode.CLOSED.sqlState())) {
            throw new SyncException(SyncErrorCode.CLOSED, "the rules have changed");
        }
        requireNone(failure);
        seen = true;
        return new Fetched(pages, first, codec);
    }

    private static void requireNone(@Nullable QueryFailure failure) {
        if (failure == null) {
            return;
        }
        SqlErrorCode code = Arrays.stream(SqlErrorCode.values())
                .filter(known -> known.sqlState().equals(failure.sqlState()))
                .findFirst()
                .orElse(SqlErrorCode.INTERNAL_ERROR);
        throw new BlazeSqlException(code, failure.message());
    }

    private void drop() {
        OwnerConnection last = connection;
        connection = null;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public void close() {
        OwnerConnection last = connection;
        connection = null;
        if (last == null) {
            return;
        }
        try {
            last.closeView();
            attachment.giveBack(last);
        } catch (SyncException e) {
            last.close();
        }
    }

    /** Rows as they are read. */
    private final class Fetched implements Rows {
        private final OwnerConnection.Pages pages;
        private final RowCodec codec;
        private byte @Nullable [] ahead;

        Fetched(OwnerConnection.Pages pages, byte @Nullable [] first, RowCodec codec) {
            this.pages = pages;
            this.ahead = first;
            this.codec = codec;
        }

        @Override
        public @Nullable Object @Nullable [] next() {
            byte[] row = ahead;
            ahead = null;
            if (row == null) {
                row = following();
            }
            return row == null ? null : codec.decode(ByteSlice.of(row));
        }

        private byte @Nullable [] following() {
            try {
                byte[] row = pages.next();
                QueryFailure failure = pages.failure();
                if (failure != null && failure.sqlState().equals(SyncErrorCode.CLOSED.sqlState())) {
                    drop();
                    throw rulesChanged();
                }
                requireNone(failure);
                return row;
            } catch (SyncException e) {
                drop();
                throw attachment.failed(e);
            }
        }

        @Override
        public void close() {
            try {
                pages.close();
            } catch (SyncException e) {
                drop();
            }
        }
    }

    /** Rows were on their way when the owner changed what it shows: whether there is anything left to see says what to tell. */
    private BlazeSqlException rulesChanged() {
        try {
            attachment.giveBack(attachment.connect());
        } catch (SyncException e) {
            return attachment.failed(e);
        }
        return new BlazeSqlException(
                SqlErrorCode.SERIALIZATION_FAILURE, "the owner has changed what it shows; run the statement again");
    }
}
