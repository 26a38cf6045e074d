/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.sync.session.QueryText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Records what one peer's queries get: an entry SELECT for each statement, before its first rows leave or with what it was refused for, and
 * one more, MORE ROWS, before each further page of a long one. If the database's setting {@code audit} is {@code session}, an entry SESSION
 * with counts at the end takes the place of those about rows that were given.
 *
 * <p>Threading: one thread at a time.
 */
final class ServedAudit implements AutoCloseable {
    private static final String SELECT = "SELECT";
    private static final String MORE = "MORE ROWS";
    private static final String SESSION = "SESSION";

    private final AuditLog log;
    private final AuditEntry.Principal who;
    private final boolean counts;
    /** By publications: statements, rows. */
    private final Map<String, long[]> counted = new TreeMap<>();

    /** @param level the setting; null if nobody made it */
    ServedAudit(AuditLog log, AuditEntry.Principal who, @Nullable String level) {
        this.log = log;
        this.who = who;
        this.counts = SESSION.equalsIgnoreCase(level);
    }

    /** The peer is gone: what was only counted is recorded. */
    @Override
    public void close() {
        Map<String, String> details = new TreeMap<>();
        counted.forEach(
                (publications, count) -> details.put(publications, "statements: " + count[0] + ", rows: " + count[1]));
        counted.clear();
        if (!details.isEmpty()) {
            log.append(who, SESSION, details, true);
        }
    }

    /** A query whose answer is about to be computed. */
    Asked asked(QueryText text) {
        return new Asked(text);
    }

    /** One statement of the peer. */
    final class Asked {
        private final QueryText text;
        private final Set<String> tables = ConcurrentHashMap.newKeySet();
        private boolean begun;
        private long number;
        private long given;

        private Asked(QueryText text) {
            this.text = text;
        }

        /** The statement reads a table, which may be told by several threads. */
        void reads(ExportedTable table) {
            tables.addAll(table.publications());
        }

        /** So many further rows are about to leave. */
        void gives(int rows, boolean last) {
            boolean first = !begun;
            begun = true;
            given += rows;
            if (counts) {
                long[] count = counted.computeIfAbsent(publications(), none -> new long[2]);
                count[0] += first ? 1 : 0;
                count[1] += rows;
            } else if (first) {
                number = append(SELECT, true, (last ? "rows: " : "first rows: ") + rows + "; " + statement());
            } else if (rows > 0) {
                append(MORE, true, "rows: " + rows + ", in all " + given + ", of entry " + number);
            }
        }

        /** Nothing, or nothing more, is given. */
        void refuses(String sqlState) {
            if (!begun) {
                append(SELECT, false, "refused with " + sqlState + "; " + statement());
            } else {
                append(
                        MORE,
                        false,
                        "ended with " + sqlState + " after " + given + " rows"
                                + (counts ? "" : ", of entry " + number));
            }
        }

        private long append(String action, boolean allowed, String detail) {
            return log.append(who, action, List.of(publications()), allowed, detail);
        }

        private String publications() {
            return String.join(", ", new TreeSet<>(tables));
        }

        private String statement() {
            StringBuilder statement = new StringBuilder(text.sql());
            @Nullable Object[] values = text.parameterValues();
            for (int i = 0; i < values.length && statement.length() < AuditLog.DETAIL_CHARS_MAX; i++) {
                statement.append(i == 0 ? "; values: " : ", ").append(shown(values[i]));
            }
            return statement.toString();
        }

        private static String shown(@Nullable Object value) {
            return value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
        }
    }
}
