/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.sync.remote;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.calcite.attachment.Attachment;
import io.blazedb.calcite.attachment.AttachmentRequest;
import io.blazedb.calcite.attachment.AttachmentSource;
import io.blazedb.calcite.error.BlazeSqlException;
import io.blazedb.calcite.error.SqlErrorCode;
import io.blazedb.sync.attach.AppSource;
import io.blazedb.sync.attach.ReplicaAttachment;
import io.blazedb.sync.attach.SyncFailures;
import io.blazedb.sync.crypto.channel.KnownHubs;
import io.blazedb.sync.error.SyncException;
import io.blazedb.sync.identity.AppIdentity;
import io.blazedb.sync.identity.Home;
import io.blazedb.sync.identity.Membership;
import java.util.List;

/** Attaches {@code hub://HOST:PORT/OWNER/APP/DATABASE}: what an app, on whatever device, publishes through a hub. */
public final class HubAttachmentSource implements AttachmentSource {
    private static final int MEMBERSHIPS_MAX = 8;

    @Override
    public boolean accepts(String source) {
        return source.startsWith(HubSource.PREFIX);
    }

    @Override
    public Attachment attach(SqlEngine engine, AttachmentRequest request) {
        if (request.writable()) {
            throw new BlazeSqlException(SqlErrorCode.FEATURE_NOT_SUPPORTED, "writing through a hub is not supported");
        }
        if (!request.predicates().isEmpty()) {
            throw new BlazeSqlException(
                    SqlErrorCode.FEATURE_NOT_SUPPORTED, "own conditions are not supported through a hub");
        }
        try {
            HubSource source = HubSource.parse(request.source());
            Home home = Home.open(engine.options().home());
            AppIdentity app = home.app(engine.options().app());
            HubConnector connector = new HubConnector(new HubSubscription.Source(
                    source.hub(),
                    source.owner().equals(HubSource.OWN_USER) ? home.userId() : source.owner(),
                    source.app(),
                    source.database(),
                    app,
                    () -> app.credentials(memberships(home, app)).encode(),
                    new KnownHubs(home.directory()),
                    home::nowSeconds));
            return ReplicaAttachment.start(
                    engine.store(),
                    request.source(),
                    request.alias(),
                    request.namespace(),
                    request.resumed(),
                    () -> AppSource.applier(engine, request.namespace()),
                    connector,
                    null);
        } catch (SyncException e) {
            throw SyncFailures.toSql(e);
        }
    }

    /** Proof of every group that this home knows; a publisher looks for the one that it granted something to. */
    private static List<Membership> memberships(Home home, AppIdentity app) {
        return home.groups().stream()
                .limit(MEMBERSHIPS_MAX)
                .map(group -> home.membership(app, group))
                .toList();
    }
}
