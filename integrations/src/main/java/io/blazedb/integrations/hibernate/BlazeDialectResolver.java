/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.hibernate;

import org.hibernate.dialect.Dialect;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolutionInfo;
import org.hibernate.engine.jdbc.dialect.spi.DialectResolver;

/** Chooses the dialect by the name that the database gives itself. */
public final class BlazeDialectResolver implements DialectResolver {
    private static final long serialVersionUID = 1;

    @Override
    public Dialect resolveDialect(DialectResolutionInfo info) {
        return "BlazeDB".equals(info.getDatabaseName()) ? new BlazeDialect(info) : null;
    }
}
