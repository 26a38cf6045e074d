/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentStatus;
import io.blazedb.calcite.attachment.SystemViewSource;
import io.blazedb.calcite.catalog.ColumnDefinition;
import io.blazedb.calcite.session.Database;
import io.blazedb.calcite.types.SqlType;
import io.blazedb.sync.apply.Conflict;
import io.blazedb.sync.apply.ConflictLog;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.local.Announcement;
import io.blazedb.sync.local.Offer;
import io.blazedb.sync.publish.AuditEntry;
import io.blazedb.sync.publish.AuditLog;
import io.blazedb.sync.publish.SubscriberRegistry;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The views {@code blaze.subscribers}, {@code blaze.audit} and {@code blaze.topology}. */
public final class SyncViews implements SystemViewSource {
    private static final SqlType TEXT = SqlType.of(SqlType.Name.VARCHAR);
    private static final SqlType NUMBER = SqlType.of(SqlType.Name.BIGINT);
    private static final SqlType FLAG = SqlType.of(SqlType.Name.BOOLEAN);
    private static final SqlType TIME = SqlType.of(SqlType.Name.TIMESTAMP_TZ, 6);

    @Override
    public List<View> views() {
        return List.of(
                view(
                        "subscribers",
                        SyncViews::subscribers,
                        column("app", TEXT),
                        column("user_id", TEXT),
                        column("device", TEXT),
                        column("transport", TEXT),
                        column("publications", TEXT),
                        column("state", TEXT),
                        column("position", NUMBER),
                        column("since", TIME)),
                view(
                        "audit",
                        SyncViews::audit,
                        column("number", NUMBER),
                        column("at", TIME),
                        column("user_id", TEXT),
                        column("app", TEXT),
                        column("device", TEXT),
                        column("action", TEXT),
                        column("publication", TEXT),
                        column("allowed", FLAG),
                        column("detail", TEXT),
                        column("hash", TEXT)),
                view(
                        "conflicts",
                        SyncViews::conflicts,
                        column("number", NUMBER),
                        column("at", TIME),
                        column("database", TEXT),
                        column("intent", NUMBER),
                        column("table_schema", TEXT),
                        column("table_name", TEXT),
                        column("operation", TEXT),
                        column("row_key", TEXT),
                        column("cause", FLAG),
                        column("sqlstate", TEXT),
                        column("message", TEXT),
                        column("own_values", TEXT),
                        column("owner_values", TEXT)),
                view(
                        "topology",
                        SyncViews::topology,
                        column("source", TEXT),
                        column("target", TEXT),
                        column("kind", TEXT),
                        column("state", TEXT),
                        column("publications", TEXT),
                        column("position", NUMBER),
                        column("lag_micros", NUMBER)));
    }

    private static List<@Nullable Object[]> subscribers(SqlEngine engine) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (SubscriberRegistry.Subscriber subscriber : known(engine)) {
            rows.add(new @Nullable Object[] {
                subscriber.app(),
                subscriber.userId(),
                subscriber.deviceId(),
                subscriber.transport(),
                subscriber.publications(),
                subscriber.state().name(),
                subscriber.position() < 0 ? null : subscriber.position(),
                subscriber.sinceMicros()
            });
        }
        return rows;
    }

    private static List<@Nullable Object[]> audit(SqlEngine engine) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (AuditEntry entry : new AuditLog(engine.store(), Clock.systemUTC()).entries()) {
            rows.add(new @Nullable Object[] {
                entry.number(),
                entry.atMicros(),
                entry.who().userId(),
                entry.who().app(),
                entry.who().deviceId(),
                entry.action(),
                entry.publication().isEmpty() ? null : entry.publication(),
                entry.allowed(),
                entry.detail().isEmpty() ? null : entry.detail(),
                HexFormat.of().formatHex(entry.hash())
            });
        }
        return rows;
    }

    private static List<@Nullable Object[]> conflicts(SqlEngine engine) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Conflict conflict : ConflictLog.after(engine.store(), 0)) {
            rows.add(new @Nullable Object[] {
                conflict.number(),
                conflict.atMicros(),
                conflict.database(),
                conflict.intent(),
                conflict.schema(),
                conflict.table(),
                conflict.operation(),
                conflict.key(),
                conflict.cause(),
                conflict.sqlState(),
                conflict.message(),
                conflict.ownValues(),
                conflict.ownerValues()
            });
        }
        return rows;
    }

    /** Arrows that end or begin at this database. */
    private static List<@Nullable Object[]> topology(SqlEngine engine) {
        String own = engine.options().app() + "/" + engine.options().databaseName();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Database database : engine.databaseList()) {
            Attachment attachment = database.attachment();
            if (attachment != null) {
                AttachmentStatus status = attachment.status();
                rows.add(new @Nullable Object[] {
                    database.source(),
                    own,
                    status.kind(),
                    status.state(),
                    null,
                    status.position(),
                    status.lagMicros() < 0 ? null : status.lagMicros()
                });
            }
        }
        rows.addAll(offered(engine, own));
        for (SubscriberRegistry.Subscriber subscriber : known(engine)) {
            rows.add(new @Nullable Object[] {
                own,
                subscriber.app(),
                subscriber.transport().equals("hub") ? "HUB" : "REPLICA",
                subscriber.state().name(),
                subscriber.publications(),
                subscriber.position() < 0 ? null : subscriber.position(),
                null
            });
        }
        return rows;
    }

    /** What other apps of the group offer this one and it has not attached. */
    private static List<@Nullable Object[]> offered(SqlEngine engine, String own) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        String group = engine.options().appGroup();
        if (group == null || !Files.isDirectory(engine.options().home())) {
            return rows;
        }
        Set<String> attached = new HashSet<>();
        engine.databaseList().forEach(database -> attached.add(String.valueOf(database.source())));
        Home home = Home.open(engine.options().home());
        for (Announcement announced : Announcement.list(home)) {
            String source = announced.source();
            if (!announced.group().equals(group)
                    || announced.databaseId().equals(engine.store().id())
                    || attached.contains(source)) {
                continue;
            }
            List<String> publications = Offer.of(home, announced).stream()
                    .filter(offer -> offer.isFor(home, group, engine.options().app()))
                    .map(Offer::publication)
                    .toList();
            if (!publications.isEmpty()) {
                String state = announced.isRunning() ? "AVAILABLE" : "OFFLINE";
                rows.add(
                        new @Nullable Object[] {source, own, "OFFER", state, String.join(", ", publications), null, null
                        });
            }
        }
        return rows;
    }

    private static List<SubscriberRegistry.Subscriber> known(SqlEngine engine) {
        return PublishedDatabase.find(engine.store())
                .map(PublishedDatabase::registry)
                .orElseGet(() -> new SubscriberRegistry(engine.store(), Clock.systemUTC()))
                .subscribers();
    }

    private static Column column(String name, SqlType type) {
        return new Column(name, type);
    }

    private record Column(String name, SqlType type) {}

    private static View view(String name, Function<SqlEngine, List<@Nullable Object[]>> rows, Column... columns) {
        List<ColumnDefinition> definitions = new ArrayList<>();
        for (Column column : columns) {
            definitions.add(new ColumnDefinition(
                    definitions.size() + 1,
                    column.name,
                    column.type,
                    true,
                    null,
                    ColumnDefinition.Identity.NONE,
                    null));
        }
        return new RowsView(name, List.copyOf(definitions), rows);
    }

    private record RowsView(
            String name, List<ColumnDefinition> columns, Function<SqlEngine, List<@Nullable Object[]>> source)
            implements View {
        @Override
        public List<@Nullable Object[]> rows(SqlEngine engine) {
            return source.apply(engine);
        }
    }
}
