/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.session;

import io.blazedb.calcite.catalog.Moment;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.subscription.ChannelClock;
import io.blazedb.sync.wire.Frame;
import io.blazedb.sync.wire.FrameType;
import io.blazedb.sync.wire.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The owner's end of the queries of one connection. Each query may be ahead of its reader by a few pages; then it waits for MORE_ROWS, so a
 * reader that stops costs a page of memory and no more.
 *
 * <p>Threading: one thread at a time.
 */
final class Answering implements AutoCloseable {
    private static final int PAGES_AHEAD = 2;

    private static final class Open {
        final QueryText text;
        PublisherSession.@Nullable Answer answer;
        int pages = PAGES_AHEAD;

        Open(QueryText text) {
            this.text = text;
        }
    }

    private final PublisherSession.Owner owner;
    private final Map<Integer, Open> queries = new LinkedHashMap<>();
    /** The view that is to be told of, and the last one that was. */
    private long view;

    private long viewTold;

    Answering(PublisherSession.Owner owner) {
        this.owner = owner;
    }

    void onFrame(FrameType type, Frame frame) {
        switch (type) {
            case QUERY -> {
                if (queries.size() >= Limits.QUERIES_MAX || queries.containsKey(frame.stream())) {
                    throw new SyncException(SyncErrorCode.OVERLOADED, "queries");
                }
                QueryText text = QueryText.decode(frame.body());
                queries.put(frame.stream(), new Open(text));
                view = text.view();
            }
            case VIEW_OPEN -> view = Numbers.decode(frame.body());
            case MORE_ROWS -> {
                Open open = queries.get(frame.stream());
                if (open != null) {
                    open.pages = Math.min(PAGES_AHEAD, open.pages + 1);
                }
            }
            case QUERY_CLOSE -> {
                Open open = queries.remove(frame.stream());
                if (open != null && open.answer != null) {
                    open.answer.close();
                }
            }
            case VIEW_CLOSE -> {
                closeQueries();
                owner.closeView();
            }
            default -> throw new SyncException(SyncErrorCode.UNEXPECTED_FRAME, "type=" + frame.type());
        }
    }

    /** A page of each query that may go on. */
    void pump(List<Frame> out) {
        tellView(out);
        for (Map.Entry<Integer, Open> entry : List.copyOf(queries.entrySet())) {
            Open open = entry.getValue();
            if (open.pages > 0) {
                open.pages--;
                out.add(page(entry.getKey(), open));
            }
        }
    }

    /** What a view shows is told before any row of it. */
    private void tellView(List<Frame> out) {
        if (view == viewTold) {
            return;
        }
        viewTold = view;
        Moment moment = owner.moment(view);
        if (moment != null) {
            out.add(Frame.optional(FrameType.VIEW_CLOCK, 0, ChannelClock.encode(moment)));
        }
    }

    private Frame page(int stream, Open open) {
        try {
            PublisherSession.Answer answer = open.answer;
            if (answer == null) {
                answer = owner.query(open.text);
                open.answer = answer;
            }
            RowsPage page = answer.next();
            if (page.last()) {
                end(stream, open);
            }
            return Frame.of(FrameType.ROWS, stream, page.encode());
        } catch (BlazeSqlException e) {
            end(stream, open);
            return failed(stream, e.sqlState(), String.valueOf(e.getMessage()));
        } catch (SyncException e) {
            end(stream, open);
            if (e.code().category() == SyncErrorCode.Category.USER) {
                return failed(stream, e.code().sqlState(), e.code().text());
            }
            throw e;
        }
    }

    private static Frame failed(int stream, String sqlState, String message) {
        return Frame.of(FrameType.QUERY_FAILED, stream, new QueryFailure(sqlState, message).encode());
    }

    private void end(int stream, Open open) {
        queries.remove(stream);
        PublisherSession.Answer answer = open.answer;
        if (answer != null) {
            answer.close();
        }
    }

    private void closeQueries() {
        for (Open open : new ArrayList<>(queries.values())) {
            if (open.answer != null) {
                open.answer.close();
            }
        }
        queries.clear();
    }

    void cancel() {
        owner.cancel();
    }

    @Override
    public void close() {
        closeQueries();
        owner.close();
    }
}
