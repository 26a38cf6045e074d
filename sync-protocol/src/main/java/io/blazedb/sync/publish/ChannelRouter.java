/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.publish;

import io.blazedb.calcite.types.RowCodec;
import io.blazedb.storage.bytes.ByteSlice;
import io.blazedb.storage.change.Change;
import io.blazedb.storage.change.ChangeRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of many channels a commit may concern, without asking each of them: the conditions of most depend on a few columns only, and rows that are equal in those concern the
 * same channels. So the first row of some values is tried with each condition, and the next ones are looked up.
 *
 * <p>A channel that is not named has nothing of the commit; one that is named may have nothing of it either. One thread at a time.
 */
final class ChannelRouter {
    /** Rows of different values that are remembered for one table and set of columns. */
    private static final int VALUES_MAX = 10_000;

    /** A table of a channel. */
    private record Member(ChannelLog log, ExportedTable table) {}

    /** Channels whose conditions over a table depend on the same columns. */
    private static final class Group {
        final int[] columns;
        final List<Member> members = new ArrayList<>();
        final Map<List<@Nullable Object>, List<ChannelLog>> known = new HashMap<>();

        Group(int[] columns) {
            this.columns = columns;
        }

        List<ChannelLog> of(@Nullable Object[] row) {
            List<@Nullable Object> values = new ArrayList<>(columns.length);
            for (int column : columns) {
                values.add(row[column]);
            }
            List<ChannelLog> logs = known.get(values);
            if (logs == null) {
                logs = members.stream()
                        .filter(member -> member.table.mayShow(row))
                        .map(Member::log)
                        .toList();
                if (known.size() >= VALUES_MAX) {
                    known.clear();
                }
                known.put(values, logs);
            }
            return logs;
        }
    }

    /** What is known of a stored table. */
    private static final class Routes {
        final RowCodec rows;
        final List<ChannelLog> always = new ArrayList<>();
        final List<Group> groups = new ArrayList<>();

        Routes(RowCodec rows) {
            this.rows = rows;
        }
    }

    private final Set<ChannelLog> logs;
    private final Map<Long, Routes> routes = new HashMap<>();

    ChannelRouter(Collection<ChannelLog> logs) {
        IdentityHashMap<ChannelLog, Boolean> distinct = new IdentityHashMap<>();
        logs.forEach(log -> distinct.put(log, true));
        this.logs = distinct.keySet();
        for (ChannelLog log : this.logs) {
            for (ExportedTable table : log.tables()) {
                add(log, table);
            }
        }
    }

    private void add(ChannelLog log, ExportedTable table) {
        Routes of = routes.computeIfAbsent(table.source().tree(), tree -> new Routes(table.sourceRows()));
        int[] columns = table.decidingColumns();
        if (columns == null) {
            of.always.add(log);
            return;
        }
        Group group = of.groups.stream()
                .filter(other -> Arrays.equals(other.columns, columns))
                .findFirst()
                .orElse(null);
        if (group == null) {
            group = new Group(columns);
            of.groups.add(group);
        }
        group.members.add(new Member(log, table));
    }

    /** Whether it was made for these channels. */
    boolean isOf(Collection<ChannelLog> wanted) {
        return logs.containsAll(wanted);
    }

    /**
     * Adds the channels that a commit may concern.
     *
     * @return false if it may concern all of them
     */
    boolean concerned(ChangeRecord record, Set<ChannelLog> concerned) {
        if (ChannelLog.changesCatalog(record) || !record.clearedTrees().isEmpty()) {
            return false;
        }
        for (Change change : record.changes()) {
            Routes of = routes.get(change.tree());
            if (of != null) {
                concerned.addAll(of.always);
                add(of, change.before(), concerned);
                add(of, of.rows.inOnePiece(change.after(), change.large()), concerned);
            }
        }
        return true;
    }

    private static void add(Routes of, @Nullable ByteSlice stored, Set<ChannelLog> concerned) {
        if (stored == null || of.groups.isEmpty()) {
            return;
        }
        @Nullable Object[] row = of.rows.decode(stored);
        for (Group group : of.groups) {
            concerned.addAll(group.of(row));
        }
    }
}
