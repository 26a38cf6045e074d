/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentRequest;
import io.blazedb.calcite.attachment.AttachmentSource;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.storage.ReadTransaction;
import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.apply.IntentQueue;
import io.blazedb.sync.apply.ReplicaState;
import io.blazedb.sync.error.SyncErrorCode;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Home;
import java.time.Clock;

/** Attaches {@code app://GROUP/APP/DATABASE}: what another app of the group on this device publishes. */
public final class AppSource implements AttachmentSource {

    @Override
    public boolean accepts(String source) {
        return source.startsWith(LocalSource.PREFIX);
    }

    @Override
    public Attachment attach(SqlEngine engine, AttachmentRequest request) {
        try {
            LocalSource source = LocalSource.parse(request.source());
            Home home = Home.open(engine.options().home());
            AppIdentity app = home.app(engine.options().app());
            if (request.resumed() && isServed(engine, request.namespace())) {
                return served(engine, request, home, app, source);
            }
            IntentQueue queue = request.writable() ? queue(engine, request) : null;
            LocalConnector connector = new LocalConnector(home, app, source, request.predicates(), queue);
            try {
                return ReplicaAttachment.start(
                        engine.store(),
                        request.source(),
                        request.alias(),
                        request.namespace(),
                        request.resumed(),
                        () -> applier(engine, request.namespace()),
                        connector,
                        queue);
            } catch (BlazeSqlException e) {
                boolean refused = e.getCause() instanceof SyncException refusal
                        && refusal.code() == SyncErrorCode.NOT_GRANTED
                        && !request.resumed();
                if (!refused) {
                    throw e;
                }
                return firstServed(engine, request, home, app, source, e);
            }
        } catch (SyncException e) {
            throw SyncFailures.toSql(e);
        }
    }

    /** What cannot be had as a replica may still be queried, by a grant of SELECT. */
    private static Attachment firstServed(
            SqlEngine engine,
            AttachmentRequest request,
            Home home,
            AppIdentity app,
            LocalSource source,
            BlazeSqlException refusal) {
        if (!request.predicates().isEmpty()) {
            throw refusal;
        }
        if (request.writable()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED,
                    "writing needs a replica: SUBSCRIBE must be granted beside WRITE",
                    refusal);
        }
        ServedAttachment served = served(engine, request, home, app, source);
        try {
            served.begin();
            return served;
        } catch (SyncException e) {
            served.close();
            throw e.code() == SyncErrorCode.NOT_GRANTED ? refusal : SyncFailures.toSql(e);
        }
    }

    private static ServedAttachment served(
            SqlEngine engine, AttachmentRequest request, Home home, AppIdentity app, LocalSource source) {
        return new ServedAttachment(engine.store(), engine.catalog(), request.namespace(), home, app, source);
    }

    private static boolean isServed(SqlEngine engine, int namespace) {
        try (ReadTransaction read = engine.store().beginRead()) {
            return ReplicaState.load(read, namespace).equals(ReplicaState.NEW)
                    && ServedAttachment.isServed(read, engine.catalog(), namespace);
        }
    }

    private static IntentQueue queue(SqlEngine engine, AttachmentRequest request) {
        return new IntentQueue(
                engine.store(),
                engine.catalog(),
                request.namespace(),
                request.alias(),
                engine::writer,
                Clock.systemUTC());
    }

    /** The applier of a replica in an engine's main store. */
    public static ChangeApplier applier(SqlEngine engine, int namespace) {
        return new ChangeApplier(engine.store(), engine.catalog(), namespace, engine::writer, Clock.systemUTC());
    }
}
