/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.attach;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentRequest;
import io.blazedb.calcite.attachment.AttachmentSource;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.sync.apply.ChangeApplier;
import io.blazedb.sync.error.SyncException;
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
        if (request.writable()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "writing to what another app publishes is not supported");
        }
        try {
            LocalSource source = LocalSource.parse(request.source());
            Home home = Home.open(engine.options().home());
            LocalConnector connector =
                    new LocalConnector(home, home.app(engine.options().app()), source, request.predicates());
            return ReplicaAttachment.start(
                    engine.store(),
                    request.source(),
                    request.alias(),
                    request.namespace(),
                    request.resumed(),
                    () -> applier(engine, request.namespace()),
                    connector);
        } catch (SyncException e) {
            throw SyncFailures.toSql(e);
        }
    }

    /** The applier of a replica in an engine's main store. */
    public static ChangeApplier applier(SqlEngine engine, int namespace) {
        return new ChangeApplier(engine.store(), engine.catalog(), namespace, engine::writer, Clock.systemUTC());
    }
}
