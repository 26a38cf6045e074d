/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations.flyway;

import java.sql.Connection;
import java.sql.Types;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.base.BaseDatabaseType;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.StatementInterceptor;
import org.flywaydb.core.internal.parser.Parser;
import org.flywaydb.core.internal.parser.ParsingContext;

/** Tells Flyway that it knows BlazeDB. */
public final class BlazeDatabaseType extends BaseDatabaseType {
    /** How far Flyway's parser looks ahead: longer than any word that matters to it. */
    private static final int PEEK_DEPTH = 3;

    @Override
    public String getName() {
        return "BlazeDB";
    }

    @Override
    public int getNullType() {
        return Types.NULL;
    }

    @Override
    public boolean handlesJDBCUrl(String url) {
        return url.startsWith("jdbc:blazedb:");
    }

    @Override
    public String getDriverClass(String url, ClassLoader classLoader) {
        return "io.blazedb.jdbc.BlazeDriver";
    }

    @Override
    public boolean handlesDatabaseProductNameAndVersion(String name, String version, Connection connection) {
        return name.startsWith("BlazeDB");
    }

    @Override
    public Database<?> createDatabase(
            Configuration configuration, JdbcConnectionFactory factory, StatementInterceptor interceptor) {
        return new BlazeFlywayDatabase(configuration, factory, interceptor);
    }

    @Override
    public Parser createParser(Configuration configuration, ResourceProvider resources, ParsingContext context) {
        return new Parser(configuration, context, PEEK_DEPTH) {};
    }
}
