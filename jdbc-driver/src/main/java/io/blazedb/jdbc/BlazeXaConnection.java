/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.jdbc;

import io.blazedb.calcite.SqlEngine;
import io.blazedb.jdbc.error.EngineCall;
import io.blazedb.jdbc.url.ConnectionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;

/** A pooled connection whose handles work in the branch that its resource has started. */
final class BlazeXaConnection extends BlazePooledConnection implements XAConnection {
    private final BlazeXaResource resource;

    private BlazeXaConnection(ConnectionSettings settings, SqlEngine held) {
        super(settings, held);
        this.resource = new BlazeXaResource(this);
    }

    static BlazeXaConnection open(ConnectionSettings settings) throws SQLException {
        return new BlazeXaConnection(settings, Connections.openEngine(settings));
    }

    @Override
    public XAResource getXAResource() {
        return resource;
    }

    @Override
    public synchronized Connection getConnection() throws SQLException {
        Connection next = super.getConnection();
        resource.attachHandle();
        return next;
    }

    /** What is prepared stays; other branches are rolled back. */
    @Override
    public synchronized void close() throws SQLException {
        EngineCall.run(resource::rollbackAll);
        super.close();
    }
}
